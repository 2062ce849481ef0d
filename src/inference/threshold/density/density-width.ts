import { normalDensity } from '../../../math/distributions/normal.ts';
import { distinctDistances, type ScoredRows } from '../scored-rows.ts';
import { type DensityDesign, densitiesAt, pairVariance, type Widths } from './density-estimates.ts';
import { distributionWeights, sideEstimates } from './distribution-fit.ts';
import { leadingBias } from './kernel-constants.ts';

/** Bandwidths of least mean squared error for the density below, that above, their difference and their sum. */
export interface DensityWidths {
  readonly below: number;
  readonly above: number;
  readonly difference: number;
  readonly sum: number;
}

/** Which of them are used; `combined`: of the unrestricted model the median of a side's own, the difference's and the sum's, of the restricted the smaller of the two. */
export type WidthChoice = 'combined' | 'each' | 'difference' | 'sum';

/** Constants of the normal reference for degrees 1 to 7: of the derivative after next, and of the density. */
const ofDerivative = [
  25884.44444449415, 3430865.455123618, 845007948.0426233, 330631733667.0381, 187774809656037.3, 1.4572950264199926e17, 1.4601350297444988e20,
];
const ofDensity = [4.800000000000025, 548.5714285715546, 100800.00000020421, 29558225.45810061, 12896196859.612621, 7890871468221.609, 6467911284037581];

/**
 * Bandwidths by squared bias and variance at pilot bandwidths of a normal reference.
 *
 * Model    (variance / (2 degree n bias^2))^(1 / (2 degree + 1)). No bandwidth reaches beyond the data, none holds fewer rows or distinct scores than
 *          20 + degree + 1 on a side as far as there are so many; pilots hold 22 + degree + 1 and 20 + degree + 1.
 * Shapes   degree from 1 to 7; rows on both sides.
 * Source   Cattaneo, Jansson & Ma (2020), JASA 115. Parity: rddensity's rdbwdensity with its defaults.
 */
export function densityWidths(rows: ScoredRows, distribution: Float64Array, design: DensityDesign, degree: number): DensityWidths {
  const { score, below } = rows;
  const n = score.length;
  const distances = distinctDistances(rows);
  const holding = (count: number): Widths => {
    const own = (values: Float64Array): number => values[Math.min(values.length, count) - 1];
    const [left, right] = [Math.min(below, count), Math.min(n - below, count)];
    return { below: Math.max(-score[below - left], own(distances.below)), above: Math.max(score[below + right - 1], own(distances.above)) };
  };
  const farthest = Math.max(-score[0], score[n - 1]);
  const bounded = (width: number, count: number): number => {
    const least = holding(count);
    return Math.max(Math.min(width, farthest), least.below, least.above);
  };
  const { centre, deviation } = spreadOf(score);
  const standard = centre / deviation;
  const reference = (order: number): number => 1 / (hermite(standard, order) ** 2 * normalDensity(standard));
  const pilotBias = bounded(
    deviation * ((((2 * degree + 1) / 4) * reference(degree + 2) * ofDerivative[degree - 1]) / n) ** (1 / (2 * degree + 5)),
    20 + degree + 3,
  );
  const pilot = bounded(deviation * ((reference(degree) * ofDensity[degree - 1]) / (2 * degree * n)) ** (1 / (2 * degree + 1)), 20 + degree + 1);

  const optimal = optimaAt(rows, distribution, design, degree, pilot, pilotBias);
  const least = holding(20 + degree + 1);
  const both = Math.max(least.below, least.above);
  return {
    below: Math.max(Math.min(optimal.below, -score[0]), least.below),
    above: Math.max(Math.min(optimal.above, score[n - 1]), least.above),
    difference: Math.max(Math.min(optimal.difference, farthest), both),
    sum: Math.max(Math.min(optimal.sum, farthest), both),
  };
}

/** Zero where the pilots tell nothing: the least bandwidth is taken then. */
function optimaAt(rows: ScoredRows, distribution: Float64Array, design: DensityDesign, degree: number, pilot: number, pilotBias: number): DensityWidths {
  const none = { below: 0, above: 0, difference: 0, sum: 0 };
  const wide = { below: pilotBias, above: pilotBias };
  const next = distributionWeights(rows, { ...design, degree: degree + 2, width: wide }, degree + 1);
  const densities = densitiesAt(rows, distribution, design, degree, { below: pilot, above: pilot });
  if (!next || !densities) return none;
  const bias = leadingBias(design.model, design.kernel, degree, densities, sideEstimates(rows.score, next, distribution, design.ties));
  if (!bias) return none;
  const width = (variance: number | undefined, off: number): number => {
    const found = variance === undefined ? NaN : ((pilot * variance) / (2 * degree * off * off)) ** (1 / (2 * degree + 1));
    return Number.isNaN(found) ? 0 : found;
  };
  return {
    below: width(densities.variance.below, bias.below),
    above: width(densities.variance.above, bias.above),
    difference: width(pairVariance(densities, -1), bias.above - bias.below),
    sum: width(pairVariance(densities, 1), bias.above + bias.below),
  };
}

/** The bandwidths of a choice; the restricted model has one for both sides. */
export function chosenWidths(found: DensityWidths, model: DensityDesign['model'], choice: WidthChoice): Widths {
  const both = (width: number): Widths => ({ below: width, above: width });
  if (choice === 'difference') return both(found.difference);
  if (choice === 'sum') return both(found.sum);
  if (model === 'restricted') return both(Math.min(found.difference, found.sum));
  if (choice === 'each') return found;
  const median = (own: number): number => [own, found.difference, found.sum].sort((a, b) => a - b)[1];
  return { below: median(found.below), above: median(found.above) };
}

function spreadOf(values: Float64Array): { readonly centre: number; readonly deviation: number } {
  let [sum, squares] = [0, 0];
  for (const value of values) sum += value;
  const centre = sum / values.length;
  for (const value of values) squares += (value - centre) ** 2;
  return { centre, deviation: Math.sqrt(squares / (values.length - 1)) };
}

/** Hermite's polynomial of the normal density's derivatives. */
function hermite(x: number, order: number): number {
  let [last, own] = [0, 1];
  for (let k = 0; k < order; k++) [last, own] = [own, x * own - k * last];
  return own;
}
