import { dot } from '../../math/dot.ts';
import type { DesignMatrix } from '../design.ts';
import { type DependentColumns, type LinearRegression, linearRegression, type TooFewRows } from '../linear-regression.ts';

export interface TwoStageData {
  readonly outcome: Float64Array;
  readonly endogenous: DesignMatrix;
  /** Excluded from the regression of the outcome. */
  readonly instruments: DesignMatrix;
  /** With the intercept, as `designOf` gives it. */
  readonly exogenous: DesignMatrix;
}

/** A regression with instruments, with its rows: leverage, Gram matrix and basis are those of the projected regressors, residuals those of the regressors. */
export interface TwoStageRegression extends LinearRegression {
  /** Each endogenous column on exogenous ones and instruments. */
  readonly firstStages: readonly LinearRegression[];
}

export interface TooFewInstruments {
  readonly kind: 'too-few-instruments';
  readonly endogenous: number;
  readonly instruments: number;
}

/**
 * Two-stage least squares from columns, by QR. `coefficientCovariance` gives its covariances, HC2 and HC3 with the leverage of the projected regressors.
 *
 * Model     outcome = exogenous c + endogenous b + error, the error uncorrelated with exogenous columns and instruments. Terms: exogenous, then endogenous.
 * Shapes    columns of equal length, without NaN or infinities.
 * Errors    too-few-instruments; collinear when a column, or what the instruments predict of it, is exactly a sum of others; too-few-rows.
 * Source    Wooldridge (2010), chapter 5. Parity: linearmodels IV2SLS, estimatr iv_robust.
 */
export function twoStageRegression(data: TwoStageData): TwoStageRegression | DependentColumns | TooFewRows | TooFewInstruments {
  const { outcome, endogenous, instruments, exogenous } = data;
  if (instruments.names.length < endogenous.names.length)
    return { kind: 'too-few-instruments', endogenous: endogenous.names.length, instruments: instruments.names.length };
  const given: DesignMatrix = { names: [...exogenous.names, ...instruments.names], columns: [...exogenous.columns, ...instruments.columns] };
  const firstStages: LinearRegression[] = [];
  for (const column of endogenous.columns) {
    const stage = linearRegression({ outcome: column, design: given });
    if ('kind' in stage) return stage;
    firstStages.push(stage);
  }
  const names = [...exogenous.names, ...endogenous.names];
  const projections = endogenous.columns.map((column, j) => column.map((value, i) => value - firstStages[j].residuals[i]));
  const fit = linearRegression({ outcome, design: { names, columns: [...exogenous.columns, ...projections] } });
  if ('kind' in fit) return fit;
  const columns = [...exogenous.columns, ...endogenous.columns];
  const residuals = outcome.map((value, i) => columns.reduce((left, column, j) => left - column[i] * fit.coefficients[j], value));
  return { ...fit, residuals, residualSumOfSquares: dot(residuals, residuals), firstStages };
}
