import { curveAt, localFit, type ScoreCurve, scoreCurve, windowOf } from './local-polynomial.ts';
import { type FewValues, fewValues } from './refusals.ts';
import type { Side } from './sides.ts';

/** Evenly spaced bins, or bins of about as many rows each. */
export type BinSpacing = 'es' | 'qs';
/** How many bins make the mean squared error of a picture small, and how many let it scatter as rows do. */
export interface BinCounts {
  readonly optimal: number;
  readonly mimicking: number;
}

/**
 * How many bins a side of a picture gets.
 *
 * Model     from the variance V of the outcome given the score and how fast it moves, B, by a polynomial through all rows of the side: J = ⌈(2 B n / V)^⅓⌉, and
 *           J = ⌈Var(y) n / (V log² n)⌉. V is from differences of neighbours or `polynomial`. Rows of one score have no order: differences
 *           are averaged over all of theirs.
 * Shapes    total is n, the rows of both sides.
 * Errors    few-values where a side has fewer distinct scores than the polynomial coefficients.
 * Source    Calonico, Cattaneo & Titiunik (2015), JASA 110.
 */
export function binCounts(side: Side, order: number, total: number, spacing: BinSpacing, polynomial: boolean): BinCounts | FewValues {
  const shape = shapeOf(side, order);
  if ('refused' in shape) return shape;
  const sums = spacing === 'es' ? evenSums(side, shape, total, polynomial) : quantileSums(side, shape, total, polynomial);
  if (shape.variance === 0) return { optimal: 1, mimicking: 1 };
  const most = side.ties.distance.length;
  const counted = (value: number) => (value < Infinity ? Math.max(1, Math.ceil(value)) : most);
  return {
    optimal: counted(((2 * sums.bias * total) / sums.variance) ** (1 / 3)),
    mimicking: counted(((shape.variance / sums.variance) * total) / Math.log(total) ** 2),
  };
}

/** What a polynomial through all rows of a side tells of its outcome. */
interface Shape {
  readonly mean: ScoreCurve;
  readonly square: ScoreCurve;
  /** Of the outcome over all rows: for where the polynomials say that it is negative. */
  readonly variance: number;
}

function shapeOf(side: Side, order: number): Shape | FewValues {
  const [outcome] = side.columns;
  const mean = globalCurve(side, outcome, order);
  if ('refused' in mean) return mean;
  const square = globalCurve(
    side,
    outcome.map((y) => y * y),
    order,
  );
  return 'refused' in square ? square : { mean, square, variance: varianceOf(outcome, 0, outcome.length, 1) };
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
  for (let i = 0; i < distance.length; i++) squares += curveAt(slope, sign * distance[i]) ** 2;
  let variance = 0;
  overGaps(side, (gap, middle, difference) => {
    variance += gap * (polynomial ? varianceAt(shape, middle) : difference / 2);
  });
  return { bias: squares / (12 * total), variance: variance / reach };
}

function quantileSums(side: Side, shape: Shape, total: number, polynomial: boolean): ErrorSums {
  const { distance, sign } = side;
  const rows = distance.length;
  const slope = derivativeOf(shape.mean);
  let [bias, variance] = [0, 0];
  overGaps(side, (gap, middle, difference) => {
    bias += ((gap / slope.unit) * curveAt(slope, middle)) ** 2;
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
  const found = curveAt(square, score) - curveAt(mean, score) ** 2;
  return found < 0 ? variance : found;
}

/** By the score over the unit. */
const derivativeOf = ({ unit, coefficients }: ScoreCurve): ScoreCurve => ({
  unit,
  coefficients: coefficients.subarray(1).map((coefficient, j) => (j + 1) * coefficient),
});

/** A polynomial through all rows of a side. */
export function globalCurve(side: Side, column: Float64Array, order: number): ScoreCurve | FewValues {
  const window = windowOf(side, side.distance[side.distance.length - 1], 'uniform');
  const fit = localFit(window, order);
  return fit ? scoreCurve(fit, column) : fewValues(window, order);
}

export function meanOf(values: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i];
  return sum / (end - start);
}

export function varianceOf(values: Float64Array, start: number, end: number, fewer: 0 | 1): number {
  if (end - start === 1) return 0;
  const mean = meanOf(values, start, end);
  let squares = 0;
  for (let i = start; i < end; i++) squares += (values[i] - mean) ** 2;
  return squares / (end - start - fewer);
}
