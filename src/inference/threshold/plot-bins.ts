import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { quantileOfSorted } from '../../math/quantile.ts';
import { repeatsScores } from './bandwidths.ts';
import { type BinSpacing, binCounts, globalCurve, meanOf, varianceOf } from './bin-counts.ts';
import { curveAt, type ScoreCurve } from './local-polynomial.ts';
import type { FewValues, ThresholdRefusal } from './refusals.ts';
import { bothSides, type Side, type Sides, sideName, sortedRows, type ThresholdData } from './sides.ts';

/** Bins that make the mean squared error of the picture small, or so many that it scatters as the rows do (`mv`); variances from neighbours, or from a polynomial (`pr`). */
export type BinSelector = `${BinSpacing}${'' | 'mv'}${'' | 'pr'}`;

export interface PlotOptions {
  readonly bins: BinSelector;
  /** Of the curve on each side. */
  readonly order: number;
  /** Of intervals of means. */
  readonly level: number;
  /** `adjust`: variances are from a polynomial where a fifth of the rows or more repeat a score. */
  readonly massPoints: 'adjust' | 'off';
  /** A side has no more bins than this, whatever is chosen: of a million rows a hundred thousand bins scatter as the rows do. */
  readonly mostBins: Sides<number>;
  /** At how many scores of each side the curve is told. */
  readonly curvePoints: number;
}

export const plotDefaults = {
  bins: 'esmv',
  order: 4,
  level: 0.95,
  massPoints: 'adjust',
  mostBins: { below: 200, above: 200 },
  curvePoints: 100,
} as const satisfies PlotOptions;

/** Rows whose score lies in a bin. */
export interface PlotBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Means. */
  readonly score: number;
  readonly outcome: number;
  /** Of the mean outcome; one row has none. */
  readonly interval?: readonly [number, number];
}

export interface PlotSide {
  readonly rows: number;
  /** How many bins there are, those without rows too, and what either aim asks for. */
  readonly count: number;
  readonly optimal: number;
  readonly mimicking: number;
  /** Those with rows, by ascending score. */
  readonly bins: readonly PlotBin[];
  readonly curve: ScoreCurve;
  /** Of the curve. */
  readonly points: { readonly score: Float64Array; readonly outcome: Float64Array };
}

const leastRows = 20;
const [leastOrder, mostOrder] = [2, 4];

/**
 * The picture of a threshold: mean outcomes in bins of the score, and a curve through all rows of each side.
 *
 * Model     mean outcomes of bins with t intervals, and a polynomial through all rows of each side, equally weighted.
 * Shapes    columns of one length; treatment, covariates and clusters are not looked at.
 * Units     of the score and of the outcome.
 * Errors    a refusal: no rows on a side, fewer than 20, too few distinct scores.
 * Source    Calonico, Cattaneo & Titiunik (2015), JASA 110.
 */
export function plotBins({ score, outcome }: Pick<ThresholdData, 'score' | 'outcome'>, options: PlotOptions): Sides<PlotSide> | ThresholdRefusal {
  const { sides, means } = sortedRows({ score, outcome });
  for (const name of ['below', 'above'] as const) if (sides[name].distance.length === 0) return { refused: 'no-rows', side: name };
  if (score.length < leastRows) return { refused: 'few-rows', rows: score.length, least: leastRows };
  const order = Math.min(mostOrder, sides.below.ties.distance.length - 1, sides.above.ties.distance.length - 1);
  const polynomial = options.bins.endsWith('pr') || (options.massPoints === 'adjust' && (repeatsScores(sides.below) || repeatsScores(sides.above)));
  const spacing = options.bins.startsWith('es') ? 'es' : 'qs';
  const picture = (side: Side): PlotSide | FewValues => {
    const curve = globalCurve(side, side.columns[0], options.order);
    if ('refused' in curve) return curve;
    const counts = binCounts(side, Math.max(order, leastOrder), score.length, spacing, polynomial);
    if ('refused' in counts) return counts;
    const count = Math.min(options.bins.includes('mv') ? counts.mimicking : counts.optimal, options.mostBins[sideName(side)]);
    curve.coefficients[0] += means[0];
    return {
      rows: side.distance.length,
      count,
      ...counts,
      bins: binsOf(side, means[0], edgesOf(side, count, spacing), options.level),
      curve,
      points: pointsOf(side, curve, options.curvePoints),
    };
  };
  const below = picture(sides.below);
  if ('refused' in below) return below;
  const above = picture(sides.above);
  return 'refused' in above ? above : { below, above };
}

/**
 * Mean outcomes at each distinct score, by ascending score: the picture of a score of few values, where bins would only mix them.
 *
 * Shapes    columns of one length; a side without rows has none.
 */
export function valueMeans({ score, outcome }: Pick<ThresholdData, 'score' | 'outcome'>, level: number): Sides<readonly PlotBin[]> {
  const { sides, means } = sortedRows({ score, outcome });
  return bothSides(sides, ({ sign, ties, columns: [own] }) => {
    const bins = Array.from(ties.distance, (distance, g): PlotBin => {
      const at = sign * distance;
      return { from: at, to: at, score: at, ...rowsOf(own, ties.starts[g], ties.starts[g + 1], means[0], level) };
    });
    return sign === 1 ? bins : bins.reverse();
  });
}

function edgesOf({ distance, sign }: Side, count: number, spacing: BinSpacing): Float64Array {
  const shares = Float64Array.from({ length: count + 1 }, (_, j) => j / count);
  if (spacing === 'qs') {
    const ascending = sign === 1 ? distance : distance.map((d) => -d).reverse();
    return shares.map((share) => quantileOfSorted(ascending, share));
  }
  const reach = distance[distance.length - 1];
  return shares.map((share) => (sign === 1 ? share * reach : share === 1 ? 0 : -reach + share * reach));
}

/** A bin holds its lower edge, the last one its upper edge too. */
function binsOf({ distance, sign, columns: [outcome] }: Side, mean: number, edges: Float64Array, level: number): PlotBin[] {
  const rows = distance.length;
  const place = (i: number) => (sign === 1 ? i : rows - 1 - i);
  const bins: PlotBin[] = [];
  let from = 0;
  for (let bin = 0; bin + 1 < edges.length; bin++) {
    const last = bin + 2 === edges.length;
    let to = from;
    while (to < rows && (last || sign * distance[place(to)] < edges[bin + 1])) to++;
    if (to === from) continue;
    const [start, end] = sign === 1 ? [from, to] : [rows - to, rows - from];
    bins.push({ from: edges[bin], to: edges[bin + 1], score: sign * meanOf(distance, start, end), ...rowsOf(outcome, start, end, mean, level) });
    from = to;
  }
  return bins;
}

/** What the outcome of these rows is on average, as a difference from `mean`. */
function rowsOf(outcome: Float64Array, start: number, end: number, mean: number, level: number): Pick<PlotBin, 'rows' | 'outcome' | 'interval'> {
  const center = meanOf(outcome, start, end) + mean;
  const half = end - start > 1 ? halfWidth(outcome, start, end, level) : undefined;
  return { rows: end - start, outcome: center, ...(half !== undefined && { interval: [center - half, center + half] as const }) };
}

function halfWidth(values: Float64Array, start: number, end: number, level: number): number {
  const rows = end - start;
  return studentTQuantile((1 + level) / 2, rows - 1) * Math.sqrt(varianceOf(values, start, end, 1) / rows);
}

function pointsOf({ distance, sign }: Side, curve: ScoreCurve, points: number): { readonly score: Float64Array; readonly outcome: Float64Array } {
  const reach = distance[distance.length - 1];
  const score = Float64Array.from({ length: points }, (_, j) => (sign === 1 ? (reach * j) / (points - 1) : -reach * (1 - j / (points - 1))));
  return { score, outcome: score.map((at) => curveAt(curve, at)) };
}
