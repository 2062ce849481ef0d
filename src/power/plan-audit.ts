import { EstimandError } from '../errors/estimand-error.ts';
import { normalQuantile } from '../math/distributions/normal.ts';
import { usualLevel } from '../protocol/defaults.ts';

/** Units among which labels are drawn at random: an arm, or a stratum of one. */
export interface AuditCell {
  readonly name: string;
  /** Judged units. */
  readonly units: number;
  /** Labels there are. */
  readonly audited: number;
  /** Standard deviation of what a label says beyond the judge. */
  readonly errorSpread: number;
  /** Variance of the cell's mean that no label takes away: that of the judge's scores. */
  readonly judgeVariance: number;
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
    /** How much the half-width shrinks by one more label here. */
    readonly nextLabel: number;
  }[];
  /** Labels in all cells; absent when no number of labels reaches the half-width. */
  readonly labels?: number;
}

/**
 * How many labels of people for how narrow an interval, where to spend them, and what one more is worth.
 *
 * Model   variance of the effect: sum of share^2 (judge variance + error spread^2 / labels). The fewest labels in all give each cell its part by share times error
 *         spread (Neyman); no cell gives back labels it has, or labels more units than it holds. Normal quantiles.
 * Units   half-widths in units of the outcome.
 * Errors  option-invalid for a half-width that is not above zero, or a cell without labels.
 * Source  Neyman (1934), JRSS 97; Angelopoulos, Duchi & Zrnic (2023) for what labels add.
 */
export function planAudit({ cells, halfWidth, level = usualLevel }: AuditOptions): AuditPlan {
  if (!(halfWidth > 0)) throw invalid('halfWidth', String(halfWidth), 'a number above zero in units of the outcome');
  const bare = cells.find(({ audited, units }) => !(audited >= 1) || audited > units);
  if (bare)
    throw invalid('cells', `${bare.audited} labels of ${bare.units} units in ${bare.name}`, 'cells with at least one label, and no more labels than units');
  const z = normalQuantile((1 + level) / 2);
  const share = (cell: AuditCell): number => cell.share ?? 1;
  const spread = (cell: AuditCell): number => share(cell) * cell.errorSpread;
  const fixed = cells.reduce((sum, cell) => sum + share(cell) ** 2 * cell.judgeVariance, 0);
  const variance = (labels: readonly number[]): number => cells.reduce((sum, cell, i) => sum + spread(cell) ** 2 / labels[i], fixed);
  const now = cells.map(({ audited }) => audited);
  const narrow = (labels: readonly number[]): number => z * Math.sqrt(variance(labels));
  const least = narrow(cells.map(({ units }) => units));
  const wanted = (halfWidth / z) ** 2;
  const labels = least <= halfWidth ? allocated(cells, spread, wanted - fixed) : undefined;
  return {
    now: narrow(now),
    least,
    halfWidth,
    cells: cells.map((cell, i) => ({
      name: cell.name,
      audited: cell.audited,
      ...(labels && { labels: labels[i] }),
      nextLabel: narrow(now) - narrow(now.map((n, j) => (j === i ? n + 1 : n))),
    })),
    ...(labels && { labels: labels.reduce((a, b) => a + b, 0) }),
  };
}

/** Neyman's labels for a variance, cells that have more, or hold no more, taken out in turn. */
function allocated(cells: readonly AuditCell[], spread: (cell: AuditCell) => number, variance: number): readonly number[] {
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
