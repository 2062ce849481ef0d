import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { quantileOfSorted } from '../../math/quantile.ts';
import { repeatsScores } from './bandwidths.ts';
import { localFit, scoreCoefficients, windowOf } from './local-polynomial.ts';
import { type FewValues, fewValues, type ThresholdRefusal } from './refusals.ts';
import { type Side, type Sides, sortedRows, type ThresholdData } from './sides.ts';

/** Evenly spaced bins, or bins of about as many rows each. */
export type BinSpacing = 'es' | 'qs';
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
  /** At how many scores of each side the curve is told. */
  readonly curvePoints: number;
}

export const plotDefaults = { bins: 'esmv', order: 4, level: 0.95, massPoints: 'adjust', curvePoints: 100 } as const satisfies PlotOptions;

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
  /** How many bins were chosen, those without rows too, and what either aim asks for. */
  readonly count: number;
  readonly optimal: number;
  readonly mimicking: number;
  /** Those with rows, by ascending score. */
  readonly bins: readonly PlotBin[];
  /** Of the curve, in powers of the score. */
  readonly coefficients: Float64Array;
  readonly curve: { readonly score: Float64Array; readonly outcome: Float64Array };
}

const leastRows = 20;
const [leastOrder, mostOrder] = [2, 4];

/**
 * The picture of a threshold: mean outcomes in bins of the score, and a curve through all rows of each side.
 *
 * Model     bins from an estimate of the variance of the outcome given the score, and of how fast it moves (a polynomial of order four): J = ⌈(2 B n / V)^⅓⌉
 *           makes the integrated squared error small, J = ⌈Var(y) n / (V log² n)⌉ lets means scatter as rows do. Rows of one score have no order:
 *           neighbouring differences are averaged over all of theirs.
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
  const picture = (side: Side): PlotSide | FewValues => {
    const curve = globalCoefficients(side, side.columns[0], options.order);
    if ('refused' in curve) return curve;
    const shape = shapeOf(side, Math.max(order, leastOrder));
    if ('refused' in shape) return shape;
    const numbers = binNumbers(side, shape, score.length, options.bins.startsWith('es') ? 'es' : 'qs', polynomial);
    const count = options.bins.includes('mv') ? numbers.mimicking : numbers.optimal;
    curve[0] += means[0];
    return {
      rows: side.distance.length,
      count,
      ...numbers,
      bins: binsOf(side, means[0], edgesOf(side, count, options.bins.startsWith('es') ? 'es' : 'qs'), options.level),
      coefficients: curve,
      curve: curveOf(side, curve, options.curvePoints),
    };
  };
  const below = picture(sides.below);
  if ('refused' in below) return below;
  const above = picture(sides.above);
  return 'refused' in above ? above : { below, above };
}

/** What a polynomial through all rows of a side tells of its outcome. */
interface Shape {
  readonly mean: Float64Array;
  readonly square: Float64Array;
  /** Of the outcome over all rows: for where the polynomials say that it is negative. */
  readonly variance: number;
}

function shapeOf(side: Side, order: number): Shape | FewValues {
  const [outcome] = side.columns;
  const mean = globalCoefficients(side, outcome, order);
  if ('refused' in mean) return mean;
  const square = globalCoefficients(
    side,
    outcome.map((y) => y * y),
    order,
  );
  return 'refused' in square ? square : { mean, square, variance: varianceOf(outcome, 0, outcome.length, 1) };
}

function globalCoefficients(side: Side, column: Float64Array, order: number): Float64Array | FewValues {
  const window = windowOf(side, side.distance[side.distance.length - 1], 'uniform');
  const fit = localFit(window, order);
  return fit ? scoreCoefficients(fit, column) : fewValues(window, order);
}

function binNumbers(
  side: Side,
  shape: Shape,
  total: number,
  spacing: BinSpacing,
  polynomial: boolean,
): { readonly optimal: number; readonly mimicking: number } {
  const sums = spacing === 'es' ? evenSums(side, shape, total, polynomial) : quantileSums(side, shape, total, polynomial);
  if (shape.variance === 0) return { optimal: 1, mimicking: 1 };
  const most = side.ties.distance.length;
  const counted = (value: number) => (value < Infinity ? Math.max(1, Math.ceil(value)) : most);
  return {
    optimal: counted(((2 * sums.bias * total) / sums.variance) ** (1 / 3)),
    mimicking: counted(((shape.variance / sums.variance) * total) / Math.log(total) ** 2),
  };
}

interface ErrorSums {
  readonly bias: number;
  readonly variance: number;
}

function evenSums(side: Side, shape: Shape, total: number, polynomial: boolean): ErrorSums {
  const { distance, sign } = side;
  const reach = distance[distance.length - 1];
  const slope = derivativeOf(shape.mean);
  let squares = 0;
  for (let i = 0; i < distance.length; i++) squares += valueAt(slope, sign * distance[i]) ** 2;
  let variance = 0;
  overGaps(side, (gap, middle, difference) => {
    variance += gap * (polynomial ? varianceAt(shape, middle) : difference / 2);
  });
  return { bias: (reach ** 2 / (12 * total)) * squares, variance: variance / reach };
}

function quantileSums(side: Side, shape: Shape, total: number, polynomial: boolean): ErrorSums {
  const { distance, sign } = side;
  const rows = distance.length;
  const slope = derivativeOf(shape.mean);
  let [bias, variance] = [0, 0];
  overGaps(side, (gap, middle, difference) => {
    bias += (gap * valueAt(slope, middle)) ** 2;
    if (!polynomial) variance += difference / 2;
  });
  if (polynomial) for (let i = 0; i < rows; i++) variance += varianceAt(shape, sign * distance[i]);
  else variance += differencesWithin(side) / 2;
  return { bias: (rows ** 2 / (24 * total)) * bias, variance: variance / rows };
}

/** From each distinct score to the next: how far it is, the score between, and the square by which a row of one and a row of the other differ on average. */
function overGaps({ ties, sign, columns: [outcome] }: Side, see: (gap: number, middle: number, difference: number) => void): void {
  const { starts, distance } = ties;
  let [before, spread] = [0, 0];
  for (let g = 0; g < distance.length; g++) {
    const mean = meanOf(outcome, starts[g], starts[g + 1]);
    const own = varianceOf(outcome, starts[g], starts[g + 1], 0);
    if (g > 0) see(distance[g] - distance[g - 1], (sign * (distance[g] + distance[g - 1])) / 2, (mean - before) ** 2 + own + spread);
    [before, spread] = [mean, own];
  }
}

/** Squared differences of neighbours of one score, averaged over their orders. */
function differencesWithin({ ties, columns: [outcome] }: Side): number {
  const { starts, distance } = ties;
  let sum = 0;
  for (let g = 0; g < distance.length; g++) {
    const rows = starts[g + 1] - starts[g];
    if (rows > 1) sum += 2 * (rows - 1) * varianceOf(outcome, starts[g], starts[g + 1], 1);
  }
  return sum;
}

function varianceAt({ mean, square, variance }: Shape, score: number): number {
  const found = valueAt(square, score) - valueAt(mean, score) ** 2;
  return found < 0 ? variance : found;
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
    const center = meanOf(outcome, start, end);
    const half = end - start > 1 ? halfWidth(outcome, start, end, level) : undefined;
    bins.push({
      from: edges[bin],
      to: edges[bin + 1],
      rows: end - start,
      score: sign * meanOf(distance, start, end),
      outcome: center + mean,
      ...(half !== undefined && { interval: [center + mean - half, center + mean + half] as const }),
    });
    from = to;
  }
  return bins;
}

function halfWidth(values: Float64Array, start: number, end: number, level: number): number {
  const rows = end - start;
  return studentTQuantile((1 + level) / 2, rows - 1) * Math.sqrt(varianceOf(values, start, end, 1) / rows);
}

function curveOf({ distance, sign }: Side, coefficients: Float64Array, points: number): { readonly score: Float64Array; readonly outcome: Float64Array } {
  const reach = distance[distance.length - 1];
  const score = Float64Array.from({ length: points }, (_, j) => (sign === 1 ? (reach * j) / (points - 1) : -reach * (1 - j / (points - 1))));
  return { score, outcome: score.map((at) => valueAt(coefficients, at)) };
}

const derivativeOf = (coefficients: Float64Array): Float64Array => coefficients.subarray(1).map((coefficient, j) => (j + 1) * coefficient);

function valueAt(coefficients: Float64Array, at: number): number {
  let value = 0;
  for (let j = coefficients.length - 1; j >= 0; j--) value = value * at + coefficients[j];
  return value;
}

function meanOf(values: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i];
  return sum / (end - start);
}

function varianceOf(values: Float64Array, start: number, end: number, fewer: 0 | 1): number {
  if (end - start === 1) return 0;
  const mean = meanOf(values, start, end);
  let squares = 0;
  for (let i = start; i < end; i++) squares += (values[i] - mean) ** 2;
  return squares / (end - start - fewer);
}
