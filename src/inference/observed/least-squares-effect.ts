import { dot } from '../../math/dot.ts';
import type { ObservedUnits } from './observed-units.ts';
import { fitOutcome, type NoFit, predictedBy, quadraticAt } from './outcome-model.ts';

/** A coefficient, and its standard error. */
export interface LeastSquaresEffect {
  readonly value: number;
  readonly standardError: number;
}

/**
 * The coefficient of treatment in least squares of the outcome on it and the covariates, as many would read it.
 *
 * Model    HC2; with clusters what their units add is added up, times G / (G - 1).
 * Errors   a regression that cannot be fitted, as a value.
 */
export function leastSquaresEffect(outcome: Float64Array, units: ObservedUnits): LeastSquaresEffect | NoFit {
  const { treated, names, columns, clusters } = units;
  const n = outcome.length;
  const wide: ObservedUnits = { ...units, names: [...names, 'estimand:treated'], columns: [...columns, Float64Array.from(treated)] };
  const places = Int32Array.from({ length: n }, (_, i) => i);
  const fit = fitOutcome(outcome, wide, places, undefined, 'linear');
  if ('kind' in fit) return fit;
  const k = wide.columns.length + 1;
  const predicted = predictedBy(fit, wide.columns, n).values;
  const leverage = quadraticAt(fit.inverse, wide.columns, places, n);
  const adds = new Float64Array(clusters?.count ?? n);
  const row = new Float64Array(k).fill(1);
  for (let i = 0; i < n; i++) {
    for (let j = 1; j < k; j++) row[j] = wide.columns[j - 1][i];
    const pull = dot(fit.inverse, row, k, (k - 1) * k);
    adds[clusters ? clusters.codes[i] : i] += (pull * (outcome[i] - predicted[i])) / Math.sqrt(Math.max(1e-6, 1 - leverage[i]));
  }
  const factor = clusters ? clusters.count / (clusters.count - 1) : 1;
  return { value: fit.coefficients[k - 1], standardError: Math.sqrt(factor * adds.reduce((sum, add) => sum + add * add, 0)) };
}
