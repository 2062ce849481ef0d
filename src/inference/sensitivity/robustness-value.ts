import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import { proper } from './proper.ts';
import { type HiddenCause, strengthOf } from './strength.ts';

/** The coefficient of the treatment in a linear regression. */
export interface TreatmentCoefficient {
  readonly estimate: number;
  /** The classical one: the partial R2 below comes from it. */
  readonly standardError: number;
  /** Residual degrees of freedom. */
  readonly df: number;
}

/** What would have been estimated had the hidden cause been in the regression, at its worst for the estimate. */
export interface AdjustedCoefficient {
  readonly estimate: number;
  readonly standardError: number;
  readonly t: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Partial R2 of a column, or of several together: the share of what is left of the outcome, given all other columns, that they explain.
 *
 * Model     W / (W + df), W = b' V^-1 b over those columns with their classical covariance: t^2 of a single one, k F of k.
 * Errors    option-invalid for a negative W or fewer than one degree of freedom.
 */
export function partialR2(wald: number, df: number): number {
  proper('wald', wald, wald >= 0 && Number.isFinite(wald), 'zero or a positive number');
  freedom(df, 1);
  return wald / (wald + df);
}

export interface RobustnessOptions {
  /** Which share of the estimate is to be explained away: 1 is all of it. */
  readonly share?: number;
  /** One less the level of the interval that must reach zero (or the part of the estimate that is left). 1 asks about the estimate itself. */
  readonly alpha?: number;
}

/**
 * The robustness value: how strong a hidden cause must be, equally with treatment and outcome, to take a share of the estimate away, or its significance.
 *
 * Model     f = share |t| / sqrt(df) less t(1 - alpha / 2; df - 1) / sqrt(df - 1); the value solves R2 / sqrt(1 - R2) = f. Where share |t| / sqrt(df) is above the inverse of
 *           what is taken off, a cause that explains less of the outcome is worse, and the value is the one of a cause with the treatment at its limit.
 * Units     a partial R2, from 0 (nothing is needed) to below 1.
 * Errors    option-invalid for a standard error, share or alpha out of range, and fewer than two degrees of freedom.
 * Source    Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82, section 4.1; R and Python sensemakr.
 */
export function robustnessValue({ estimate, standardError, df }: TreatmentCoefficient, { share = 1, alpha = 1 }: RobustnessOptions = {}): number {
  known({ estimate, standardError, df });
  proper('share', share, share > 0 && Number.isFinite(share), 'a positive number, such as 1');
  proper('alpha', alpha, alpha > 0 && alpha <= 1, 'a share above 0 and up to 1, such as 0.05');
  const f = (share * Math.abs(estimate)) / (standardError * Math.sqrt(df));
  const taken = alpha === 1 ? 0 : studentTQuantile(1 - alpha / 2, df - 1) / Math.sqrt(df - 1);
  const left = f - taken;
  if (!(left > 0)) return 0;
  if (f * taken > 1) return (f * f - taken * taken) / (1 + f * f);
  // The root of x^2 / (1 - x) = left^2, written so that no digits cancel.
  return 2 / (1 + Math.sqrt(1 + 4 / (left * left)));
}

/**
 * The largest bias that a hidden cause of this strength brings, in units of the estimate: |estimate - what it would be with the cause in the regression|.
 *
 * Model     standard error x sqrt(df) x sqrt(R2y R2d / (1 - R2d)).
 * Errors    option-invalid for a partial R2 with the treatment outside 0 to below 1, or with the outcome outside 0 to 1.
 * Source    Cinelli & Hazlett (2020), equation 6.
 */
export function biasBound(coefficient: TreatmentCoefficient, cause: HiddenCause): number {
  known(coefficient);
  const { withTreatment, withOutcome } = strengthOf(cause);
  return coefficient.standardError * Math.sqrt((coefficient.df * withOutcome * withTreatment) / (1 - withTreatment));
}

/**
 * Estimate, standard error, t and interval had the hidden cause been adjusted for, if it carried the estimate towards zero (and beyond it).
 *
 * Model     estimate less the bias bound towards zero; standard error x sqrt((1 - R2y) / (1 - R2d)) x sqrt(df / (df - 1)); t with df - 1.
 * Shapes    a coefficient of zero is moved below zero.
 * Units     those of the estimate.
 * Errors    as `biasBound`; option-invalid for a level out of range. A cause that explains all of the outcome leaves a standard error of zero, and t infinite or zero.
 * Source    Cinelli & Hazlett (2020), section 4.2.
 */
export function adjustedForHiddenCause(coefficient: TreatmentCoefficient, cause: HiddenCause, level = usualLevel): AdjustedCoefficient {
  proper('level', level, level > 0 && level < 1, 'a share between 0 and 1, such as 0.95');
  const { estimate, standardError, df } = coefficient;
  const bias = biasBound(coefficient, cause);
  const moved = estimate < 0 ? estimate + bias : estimate - bias;
  const error = standardError * Math.sqrt(((1 - cause.withOutcome) / (1 - cause.withTreatment)) * (df / (df - 1)));
  const half = studentTQuantile((1 + level) / 2, df - 1) * error;
  return { estimate: moved, standardError: error, t: moved === 0 ? 0 : moved / error, low: moved - half, high: moved + half };
}

function known({ estimate, standardError, df }: TreatmentCoefficient): void {
  proper('estimate', estimate, Number.isFinite(estimate), 'a number');
  proper('standardError', standardError, standardError > 0 && Number.isFinite(standardError), 'a positive number');
  // One is lost to the hidden cause, and one is left to estimate with.
  freedom(df, 2);
}

const freedom = (df: number, least: number): void => proper('df', df, df >= least && Number.isFinite(df), `at least ${least}`);
