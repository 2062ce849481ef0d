import type { ObservedUnits } from './observed-units.ts';

/** A coefficient, and how it errs. */
export interface PartiallyLinear {
  readonly value: number;
  readonly variance: number;
  readonly df: number;
  /** What each unit (each cluster) adds to the error. */
  readonly contributions: Float64Array;
}

/**
 * The effect of treatment that is the same for all, with whatever covariates do beside it: least squares of what they leave of the outcome on what they leave of the treatment.
 *
 * Model    outcome = effect x treated + g(covariates) + error: sum of (treated - chance)(outcome - expected) over the sum of (treated - chance)^2. Where effects differ it is their mean,
 *          units weighted by how open their choice is. Errors are HC0 sums, of clusters times G / (G - 1); degrees of freedom are counted by how unequally units weigh.
 * Shapes   chances and expected outcomes one a unit, by units of other folds.
 * Source   Robinson (1988), Econometrica 56; Chernozhukov et al. (2018), Econometrics Journal 21, 4.1. Parity: DoubleML DoubleMLPLR, partialling out.
 */
export function partiallyLinear(outcome: Float64Array, { treated, clusters }: ObservedUnits, chances: Float64Array, expected: Float64Array): PartiallyLinear {
  const n = outcome.length;
  let [products, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    const open = treated[i] - chances[i];
    products += open * (outcome[i] - expected[i]);
    squares += open * open;
  }
  const value = products / squares;
  const [contributions, weights] = [new Float64Array(clusters?.count ?? n), new Float64Array(clusters?.count ?? n)];
  for (let i = 0; i < n; i++) {
    const g = clusters ? clusters.codes[i] : i;
    const open = treated[i] - chances[i];
    contributions[g] += (open * (outcome[i] - expected[i] - value * open)) / squares;
    weights[g] += open * open;
  }
  const factor = clusters ? clusters.count / (clusters.count - 1) : 1;
  let [variance, sum, sumOfSquares] = [0, 0, 0];
  for (let g = 0; g < weights.length; g++) {
    variance += factor * contributions[g] ** 2;
    sum += weights[g];
    sumOfSquares += weights[g] ** 2;
  }
  return { value, variance, df: sum ** 2 / sumOfSquares - 1, contributions };
}
