import { withoutCollinear } from './covariates.ts';
import { type Kernel, ruleOfThumb } from './kernels.ts';
import { biasPart, type Pilot, type PilotFrame, type VariancePart, variancePart } from './pilots.ts';
import type { FewValues, ThresholdRefusal } from './refusals.ts';
import { sideVariance, type ThresholdErrors } from './side-variance.ts';
import { bothSides, type Side, type SideName, type Sides, type SortedRows, sortedRows, type ThresholdData } from './sides.ts';

/** What error a bandwidth makes small: the mean squared one of the estimate, or that of the coverage of its interval. */
export type Target = 'mse' | 'cer';
/** One bandwidth for the difference of the sides, one for their sum, one for each side, the smaller of the first two, or the middle of the three. */
export type BandwidthKind = 'rd' | 'sum' | 'two' | 'comb1' | 'comb2';
export type BandwidthSelector = `${Target}${BandwidthKind}`;

/** Of the estimate, and of its bias. */
export interface Bandwidths {
  readonly h: Sides<number>;
  readonly b: Sides<number>;
}

export interface PilotOptions {
  /** Of the polynomial that estimates, and of that which estimates its bias. */
  readonly order: number;
  readonly biasOrder: number;
  readonly kernel: Kernel;
  readonly errors: ThresholdErrors;
  /** How much the error of the bias counts: 1, or 0 for nothing. It counts twice over, as in rdrobust. */
  readonly regularization: number;
  /** `adjust`: preliminary bandwidths count distinct scores, and hold ten on each side where a fifth of the rows or more repeat one. */
  readonly massPoints: 'adjust' | 'off';
  /** Distinct scores that preliminary bandwidths hold at the least on each side. */
  readonly leastValues?: number;
  /** No bandwidth is wider than the scores reach. */
  readonly withinRange: boolean;
}

const leastRows = 20;
const repeatedShare = 0.2;
const valuesAtMassPoints = 10;
/** So much wider, and the row at the end still has a weight. */
const barelyWider = 1 + Math.sqrt(Number.EPSILON);

/**
 * Bandwidths that make an error of the threshold effect small.
 *
 * Model     pilots in three stages, each trading variance against squared bias: the bandwidth of the derivative of order q + 1, of p + 1, and
 *           of the effect itself; CER-optimal ones are narrower by n^(-p / ((3 + p)(3 + 2p))), n clusters where rows come in them.
 * Shapes    columns of one length.
 * Units     bandwidths in units of the score.
 * Errors    a refusal: no rows on a side, fewer than 20, too few distinct scores, or nothing to trade.
 * Source    Calonico, Cattaneo & Titiunik (2014), Econometrica 82; Calonico, Cattaneo & Farrell (2020), Econometrics Journal 23;
 *           Calonico, Cattaneo, Farrell & Titiunik (2019), REStat 101.
 */
export function selectBandwidths(data: ThresholdData, selector: BandwidthSelector, options: PilotOptions): Bandwidths | ThresholdRefusal {
  return bandwidthsOf(withoutCollinear(sortedRows(data)).rows, selector, options);
}

export function bandwidthsOf(rows: SortedRows, selector: BandwidthSelector, options: PilotOptions): Bandwidths | ThresholdRefusal {
  const { below, above } = rows.sides;
  for (const [side, name] of [
    [below, 'below'],
    [above, 'above'],
  ] as const)
    if (side.distance.length === 0) return { refused: 'no-rows', side: name };
  const total = rows.score.length;
  if (total < leastRows) return { refused: 'few-rows', rows: total, least: leastRows };
  const [target, kind] = [selector.slice(0, 3) as Target, selector.slice(3) as BandwidthKind];
  const found = mseOptimal(rows, kind, options);
  if ('refused' in found || target === 'mse') return found;
  const { order: p } = options;
  const count = below.clusters && above.clusters ? below.clusters.count + above.clusters.count : total;
  const narrower = count ** -(p / ((3 + p) * (3 + 2 * p)));
  return { h: bothSides(found.h, (h) => h * narrower), b: found.b };
}

/** Bandwidths of the three stages on both sides, and the pilots that led to them. */
interface Stages {
  readonly frames: Sides<PilotFrame>;
  /** Of the derivative of order q + 1, of p + 1, and of the effect. */
  readonly parts: readonly Sides<VariancePart>[];
  readonly reach: Sides<number>;
  readonly floor: Sides<number>;
}

/** The widths that sides have by themselves or together, from what each weighs up. */
type Join = (pilots: Sides<Pilot>, width: (pilot: Pilot) => number) => Sides<number>;

const joins: Readonly<Record<'rd' | 'sum' | 'two', { readonly widths: Join; readonly limits: (sides: Sides<number>) => Sides<number> }>> = {
  rd: { widths: together((below, above) => above - below), limits: larger },
  sum: { widths: together((below, above) => above + below), limits: larger },
  two: { widths: bothSides, limits: (sides) => sides },
};
const candidates: Readonly<Record<BandwidthKind, readonly (keyof typeof joins)[]>> = {
  rd: ['rd'],
  sum: ['sum'],
  two: ['two'],
  comb1: ['rd', 'sum'],
  comb2: ['rd', 'sum', 'two'],
};

/** Do a fifth of the rows or more repeat a score? */
export function repeatsScores({ ties, distance }: Side): boolean {
  return 1 - ties.distance.length / distance.length >= repeatedShare;
}

function mseOptimal(rows: SortedRows, kind: BandwidthKind, options: PilotOptions): Bandwidths | ThresholdRefusal {
  const stages = stagesOf(rows, options);
  if ('refused' in stages) return stages;
  const found: Bandwidths[] = [];
  for (const join of candidates[kind]) {
    const bandwidths = throughStages(stages, join, options);
    if ('refused' in bandwidths) return bandwidths;
    found.push(bandwidths);
  }
  const pick = kind === 'comb2' ? middleOf : (values: readonly number[]) => Math.min(...values);
  const chosen = (which: 'h' | 'b') => bothSides(found[0][which], (_, side) => pick(found.map((bandwidths) => bandwidths[which][side])));
  return { h: chosen('h'), b: chosen('b') };
}

function stagesOf(rows: SortedRows, { order: p, biasOrder: q, kernel, errors, massPoints, leastValues, withinRange }: PilotOptions): Stages | ThresholdRefusal {
  const { score, sides, means } = rows;
  const distinct = bothSides(sides, ({ ties }) => ties.distance.length);
  const unit = deviation(score);
  const spread = Math.min(1, (middleQuantile(score, 0.75) - middleQuantile(score, 0.25)) / unit / 1.349);
  const least = leastValues ?? (massPoints === 'adjust' && (repeatsScores(sides.below) || repeatsScores(sides.above)) ? valuesAtMassPoints : undefined);
  const floor = bothSides(sides, ({ ties }, side) => (least === undefined ? 0 : ties.distance[Math.min(least, distinct[side]) - 1] * barelyWider));
  const reach = bothSides(sides, ({ distance }) => distance[distance.length - 1]);
  const count = massPoints === 'adjust' ? distinct.below + distinct.above : score.length;
  const widest = withinRange ? larger(reach).below : Infinity;
  const start = Math.max(Math.min(ruleOfThumb[kernel] * spread * unit * count ** -0.2, widest), larger(floor).below);
  // A treatment that does not vary on a side has no bandwidth of its own.
  const fuzzy = rows.fuzzy && varies(sides.below.columns[1]) && varies(sides.above.columns[1]);
  const own = rows.fuzzy && !fuzzy ? bothSides(sides, withoutTreatment) : sides;
  const kept = own === sides ? means : means.toSpliced(1, 1);
  const frames = bothSides(own, (side): PilotFrame => ({ side, fuzzy, kernel, varianceOf: sideVariance(side, errors), unit, means: kept }));
  const parts: Sides<VariancePart>[] = [];
  for (const [order, derivative] of [
    [q + 1, q + 1],
    [q, p + 1],
    [p, 0],
  ]) {
    const part = eachSide(frames, (frame) => variancePart(frame, order, derivative, start));
    if ('refused' in part) return part;
    parts.push(part);
  }
  return { frames, parts, reach: withinRange ? reach : bothSides(reach, () => Infinity), floor };
}

function throughStages({ frames, parts, reach, floor }: Stages, join: keyof typeof joins, options: PilotOptions): Bandwidths | ThresholdRefusal {
  const { widths, limits } = joins[join];
  const { biasOrder: q, regularization } = options;
  const [caps, floors] = [limits(reach), limits(floor)];
  const whole = bothSides(frames, ({ side: { distance } }) => distance[distance.length - 1] * barelyWider);
  let bandwidths = whole;
  const found: Sides<number>[] = [];
  for (const [stage, order] of [q + 2, q + 1, q].entries()) {
    const weight = stage === 0 ? 0 : regularization;
    const pilots = eachSide(frames, (frame, side) => biasPart(frame, parts[stage][side], order, bandwidths[side], weight > 0));
    if ('refused' in pilots) return pilots;
    const rate = 1 / (2 * parts[stage].below.order + 3);
    const raw = widths(pilots, ({ variance, bias, regularization: extra }) => (variance / (bias ** 2 + weight ** 2 * extra)) ** rate);
    bandwidths = bothSides(raw, (width, side) => {
      const within = Math.min(width * frames[side].unit, caps[side]);
      return stage === 0 ? Math.max(within, floors[side]) : within;
    });
    if (![bandwidths.below, bandwidths.above].every((width) => width > 0 && width < Infinity)) return { refused: 'no-bandwidth' };
    found.push(bandwidths);
  }
  return { h: found[2], b: found[1] };
}

function together(joined: (below: number, above: number) => number): Join {
  return ({ below, above }, width) => {
    const common = width({
      variance: below.variance + above.variance,
      bias: joined(below.bias, above.bias),
      regularization: below.regularization + above.regularization,
    });
    return { below: common, above: common };
  };
}

function larger({ below, above }: Sides<number>): Sides<number> {
  const most = Math.max(below, above);
  return { below: most, above: most };
}

function eachSide<T extends object>(frames: Sides<PilotFrame>, f: (frame: PilotFrame, side: SideName) => T | FewValues): Sides<T> | FewValues {
  const below = f(frames.below, 'below');
  if ('refused' in below) return below;
  const above = f(frames.above, 'above');
  return 'refused' in above ? above : { below, above };
}

const withoutTreatment = (side: Side): Side => ({ ...side, columns: side.columns.toSpliced(1, 1) });

function varies(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return true;
  return false;
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[1];
}

function deviation(values: Float64Array): number {
  let [mean, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) mean += values[i] / values.length;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** The middle of the two order statistics that a share lies between (Hyndman & Fan 1996, definition 2). */
function middleQuantile(sorted: Float64Array, share: number): number {
  const place = share * sorted.length;
  const at = Math.floor(place);
  return place === at ? (sorted[at - 1] + sorted[at]) / 2 : sorted[at];
}
