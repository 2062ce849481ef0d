import { covarianceOf, type Moments } from '../../moments/moments.ts';
import type { MeanErrors } from '../relative.ts';

/** Moments of the outcome and the covariates: of the two arms compared, and of all arms. */
export interface ArmsAndWhole {
  readonly treatment: Moments;
  readonly control: Moments;
  readonly whole: Moments;
}

/**
 * Two means that were moved by common slopes b to the mean covariates of all arms, as means of a population: the mean covariates are estimates
 * too. It leaves the difference of the two means alone, but not their ratio.
 *
 * Model   mean of arm a = mean(Y - b'X in a) + b' mean(X): b'S b / n is added to every (co)variance, and for each arm in it
 *         Cov(Y - b'X, b'X in the arm) / n, which is zero only when the arms have the same slopes.
 */
export function withSampledCovariates<Errors extends MeanErrors>(
  means: Errors,
  { treatment, control, whole }: ArmsAndWhole,
  outcome: string,
  slopes: Readonly<Record<string, number>>,
): Errors {
  const covariates = Object.entries(slopes);
  const withPrediction = (m: Moments, column: string): number => covariates.reduce((sum, [x, b]) => sum + b * covarianceOf(m, column, x), 0);
  const spread = (m: Moments): number => covariates.reduce((sum, [x, b]) => sum + b * withPrediction(m, x), 0);
  const shared = spread(whole) / whole.n;
  const own = (m: Moments): number => (withPrediction(m, outcome) - spread(m)) / whole.n;
  const [one, zero] = [own(treatment), own(control)];
  return {
    ...means,
    treatmentVariance: means.treatmentVariance + shared + 2 * one,
    controlVariance: means.controlVariance + shared + 2 * zero,
    covariance: means.covariance + shared + one + zero,
  };
}
