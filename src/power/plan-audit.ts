import { EstimandError } from '../errors/estimand-error.ts';
import { studentTQuantile } from '../math/distributions/student-t.ts';
import { usualLevel } from '../protocol/defaults.ts';

/** Units among which labels are drawn at random: an arm, a stratum of one, or pairs, of which both members are labelled. */
export interface AuditCell {
  readonly name: string;
  /** Judged units, or pairs. */
  readonly units: number;
  /** Labels there are. */
  readonly audited: number;
  /** Standard deviation of what a label says beyond the judge. */
  readonly errorSpread: number;
  /** Variance of the cell's mean that no label takes away: that of the judge's scores. */
  readonly judgeVariance: number;
  /** What the cell is a stratum of, such as an arm: the degrees of freedom of an audit in strata are those of as many labels of equal weight as tell as much (Kish). */
  readonly stratumOf?: string;
  /** Degrees of freedom of the audit there is, in all strata together; default: one less than its labels. Each further label brings as much as those there are. */
  readonly freedom?: number;
  /** Degrees of freedom of the judge's part; default: one less than the units. */
  readonly judgeFreedom?: number;
  /** With which factor the cell's mean enters the effect; 1 for an arm, the stratum's share of its arm for a stratum. */
  readonly share?: number;
}

export interface AuditOptions {
  readonly cells: readonly AuditCell[];
  /** Half-width of the interval that is wanted. */
  readonly halfWidth: number;
  readonly level?: number;
}

export interface AuditPlan {
  /** Of the interval with the labels there are. */
  readonly now: number;
  /** As narrow as it gets when everything is labelled. */
  readonly least: number;
  readonly halfWidth: number;
  readonly cells: readonly {
    readonly name: string;
    readonly audited: number;
    /** Labels in all for the half-width; absent when no number of labels reaches it. */
    readonly labels?: number;
    /** How much the half-width shrinks by one more label here, and by ten, or as many as are left. */
    readonly nextLabel: number;
    readonly nextTen: number;
  }[];
  /** Labels in all cells; absent when no number of labels reaches the half-width. */
  readonly labels?: number;
}

/**
 * How many labels of people for how narrow an interval, where to spend them, and what one more is worth.
 *
 * Model   variance of the effect: sum of share^2 (judge variance + error spread^2 / labels). The fewest labels in all give each cell its part by share times error
 *         spread (Neyman); no cell gives back labels it has, or labels more units than it holds. Quantiles of t, with the degrees of freedom that audits of
 *         that size and all judged units have together (Welch and Satterthwaite); strata of one arm have those of their effective number of labels.
 * Units   half-widths in units of the outcome.
 * Errors  option-invalid for a half-width that is not above zero, or a cell without labels.
 * Source  Neyman (1934), JRSS 97; Angelopoulos, Duchi & Zrnic (2023) for what labels add.
 */
export function planAudit({ cells, halfWidth, level = usualLevel }: AuditOptions): AuditPlan {
  if (!(halfWidth > 0)) throw invalid('halfWidth', String(halfWidth), 'a number above zero in units of the outcome');
  const bare = cells.find(({ audited, units }) => !(audited >= 1) || audited > units);
  if (bare)
    throw invalid('cells', `${bare.audited} labels of ${bare.units} units in ${bare.name}`, 'cells with at least one label, and no more labels than units');
  const now = cells.map(({ audited }) => audited);
  const narrow = (labels: readonly number[]): number => reachWith(cells, labels, level);
  const least = narrow(cells.map(({ units }) => units));
  const labels = narrow(now) <= halfWidth ? now : least <= halfWidth ? fewest(cells, (some) => narrow(some) <= halfWidth) : undefined;
  const shrinks = (i: number, by: number): number => narrow(now) - narrow(now.map((n, j) => (j === i ? n + by : n)));
  return {
    now: narrow(now),
    least,
    halfWidth,
    cells: cells.map((cell, i) => ({
      name: cell.name,
      audited: cell.audited,
      ...(labels && { labels: labels[i] }),
      nextLabel: shrinks(i, 1),
      nextTen: shrinks(i, Math.max(0, Math.min(10, cell.units - cell.audited))),
    })),
    ...(labels && { labels: labels.reduce((a, b) => a + b, 0) }),
  };
}

const shareOf = (cell: AuditCell): number => cell.share ?? 1;
const spreadOf = (cell: AuditCell): number => shareOf(cell) * cell.errorSpread;

/** Half-width of the interval with so many labels. */
function reachWith(cells: readonly AuditCell[], labels: readonly number[], level: number): number {
  const judges = cells.map((cell) => ({ variance: shareOf(cell) ** 2 * cell.judgeVariance, freedom: cell.judgeFreedom ?? Math.max(1, cell.units - 1) }));
  const parts = [...audits(cells, labels), ...judges];
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  if (variance === 0) return 0;
  const df = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.freedom, 0);
  return studentTQuantile((1 + level) / 2, df) * Math.sqrt(variance);
}

/** What the audits bring in: of each arm, its strata together, or of each cell that is no stratum. */
function audits(cells: readonly AuditCell[], labels: readonly number[]): readonly { readonly variance: number; readonly freedom: number }[] {
  const arms = new Map<unknown, { readonly cell: AuditCell; readonly labels: number }[]>();
  for (const [i, cell] of cells.entries()) arms.set(cell.stratumOf ?? cell, [...(arms.get(cell.stratumOf ?? cell) ?? []), { cell, labels: labels[i] }]);
  return [...arms.values()].map((strata) => ({
    variance: strata.reduce((sum, { cell, labels: n }) => sum + spreadOf(cell) ** 2 / n, 0),
    freedom: freedomWith(strata),
  }));
}

/** Each further label brings as many degrees of freedom as those there are. */
function freedomWith(strata: readonly { readonly cell: AuditCell; readonly labels: number }[]): number {
  const effective = (of: (stratum: (typeof strata)[number]) => number): number =>
    strata.reduce((sum, { cell }) => sum + shareOf(cell), 0) ** 2 / strata.reduce((sum, stratum) => sum + shareOf(stratum.cell) ** 2 / of(stratum), 0);
  const now = effective(({ cell }) => cell.audited);
  const { freedom = Math.max(1, now - 1) } = strata[0].cell;
  return Math.max(1, freedom + (effective(({ labels }) => labels) - now) * Math.min(1, (freedom + 1) / now));
}

/** The fewest labels that are enough, by the largest variance that they may leave: quantiles of t get smaller as labels are added. */
function fewest(cells: readonly AuditCell[], enough: (labels: readonly number[]) => boolean): readonly number[] {
  const most = cells.reduce((sum, cell) => sum + spreadOf(cell) ** 2, 0);
  let [low, high] = [cells.reduce((sum, cell) => sum + spreadOf(cell) ** 2 / cell.units, 0), most];
  for (let step = 0; step < 200 && high - low > 1e-12 * most; step++) {
    const middle = (low + high) / 2;
    if (enough(allocated(cells, middle))) low = middle;
    else high = middle;
  }
  return allocated(cells, low);
}

/** Neyman's labels for a variance, cells that have more, or hold no more, taken out in turn. */
function allocated(cells: readonly AuditCell[], variance: number): readonly number[] {
  const spread = spreadOf;
  const settled = new Map<AuditCell, number>();
  for (;;) {
    const open = cells.filter((cell) => !settled.has(cell));
    const left = [...settled].reduce((rest, [cell, n]) => rest - spread(cell) ** 2 / n, variance);
    const total = open.reduce((sum, cell) => sum + spread(cell), 0);
    const ideal = open.map((cell) => (left > 0 ? (spread(cell) * total) / left : Infinity));
    // Those that hold no more first: what they cannot bring, the others must.
    const full = open.filter((cell, i) => ideal[i] >= cell.units);
    const enough = open.filter((cell, i) => ideal[i] <= cell.audited);
    if (full.length > 0) for (const cell of full) settled.set(cell, cell.units);
    else if (enough.length > 0) for (const cell of enough) settled.set(cell, cell.audited);
    else {
      for (const [i, cell] of open.entries()) settled.set(cell, Math.ceil(ideal[i]));
      return cells.map((cell) => settled.get(cell)!);
    }
  }
}

function invalid(option: string, found: string, asked: string): EstimandError {
  return new EstimandError('option-invalid', { option, found, asked });
}
