import type { Reference } from '../../estimate/estimate.ts';
import { coefficientCovariance, standardErrors } from '../../inference/sandwich.ts';
import { upperTail } from '../../inference/wald.ts';
import { linearRegression } from '../../models/linear-regression.ts';

export interface Trend {
  /** Change per unit of time. */
  readonly slope: number;
  readonly standardError: number;
  readonly df: number;
  /** Absent when the standard error is zero. */
  readonly pValue?: number;
}

/** Fewer periods leave nothing to tell a trend's error from. */
const fewestForTrend = 3;

/**
 * The trend of a value over periods.
 *
 * Model     value = intercept + slope time + error, a row a period; HC2, t with periods - 2 degrees of freedom.
 * Errors    undefined below three periods, or when one period alone decides the slope.
 * Source    MacKinnon & White (1985), Journal of Econometrics 29. Parity: statsmodels OLS, HC2.
 */
export function trendOf(times: readonly number[], values: readonly number[]): Trend | undefined {
  if (times.length < fewestForTrend) return undefined;
  const design = { names: ['(intercept)', 'time'], columns: [new Float64Array(times.length).fill(1), Float64Array.from(times)] };
  const fit = linearRegression({ outcome: Float64Array.from(values), design });
  if ('kind' in fit) return undefined;
  const covariance = coefficientCovariance(fit, 'HC2');
  if ('kind' in covariance) return undefined;
  const [slope, standardError, df] = [fit.coefficients[1], standardErrors(covariance)[1], fit.dfResidual];
  const reference: Reference = { kind: 't', df };
  return { slope, standardError, df, ...(standardError > 0 && { pValue: Math.min(1, 2 * upperTail(reference, Math.abs(slope / standardError))) }) };
}
