import { Recursion } from './recursion.ts';
import { layoutOf, type StructuralModel, type StructuralSeries, type Variances } from './structural-model.ts';

/** What the periods after the series would be, as a joint distribution. */
export interface Forecast {
  readonly mean: Float64Array;
  /** Periods × periods, row-major: noise of single observations included. */
  readonly covariance: Float64Array;
}

/**
 * The periods after the series, given its observations and these variances; undefined where the observations leave something open that they depend on.
 *
 * Model    the state is moved on without observations; the covariance of two periods is that of the state in the earlier one, carried to the later one.
 * Shapes   regressors hold the later periods too.
 * Source   Durbin & Koopman (2012), section 4.11.
 */
export function forecast(model: StructuralModel, series: StructuralSeries, variances: Variances, periods: number): Forecast | undefined {
  const layout = layoutOf(model, series.regressors.length);
  const recursion = new Recursion(layout, series);
  recursion.start(variances);
  const from = series.values.length;
  for (let t = 0; t < from; t++) {
    if (recursion.take(t) === 'degenerate') return undefined;
    recursion.move();
  }
  if (recursion.rank > 0) return undefined;
  const mean = new Float64Array(periods);
  const covariance = new Float64Array(periods * periods);
  const carried = new Float64Array(layout.size);
  for (let i = 0; i < periods; i++) {
    mean[i] = recursion.observed(recursion.state, 0, from + i);
    covariance[i * (periods + 1)] = recursion.column(recursion.finite, from + i, carried) + variances.irregular;
    for (let j = i + 1; j < periods; j++) {
      recursion.advance(carried, 1);
      covariance[i * periods + j] = recursion.observed(carried, 0, from + j);
      covariance[j * periods + i] = covariance[i * periods + j];
    }
    recursion.move();
  }
  return { mean, covariance };
}
