import { multiplyVector } from '../../math/matrix.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { merge } from '../../moments/merge.ts';
import { covarianceOf, type Moments, meanOf, varianceOf } from '../../moments/moments.ts';

/** Both arms' moments over the same columns. */
export interface ArmMoments {
  readonly control: Moments;
  readonly treatment: Moments;
}

export interface EffectFromMoments {
  readonly value: number;
  readonly standardError: number;
}

/**
 * The effect of a treatment, adjusted for covariates, from moments alone: what can be found of any number of earlier times for one scan.
 *
 * Model     regression within each arm, at the mean covariates of both (Lin). Variance: residual sum of squares / (n - k - 1) / n of each arm, and d' S_x d / n for the
 *           sampling of covariates, d the difference of slopes. Chance makes the arms' covariates alike, so that residuals which vary with them change no more than a
 *           vanishing part of it; without covariates it is Welch's.
 * Errors    undefined with no more units in an arm than coefficients, collinear covariates, or no variation.
 * Source    Lin (2013), Annals of Applied Statistics 7.
 */
export function effectFromMoments({ control, treatment }: ArmMoments, outcome: string, covariates: readonly string[]): EffectFromMoments | undefined {
  const k = covariates.length;
  if (Math.min(control.n, treatment.n) <= k + 1) return undefined;
  const whole = merge(control, treatment);
  const [one, zero] = [treatment, control].map((m) => armAt(m, whole, outcome, covariates));
  if (!one || !zero) return undefined;
  const gap = one.slopes.map((slope, j) => slope - zero.slopes[j]);
  const spread = Float64Array.from(covariates.flatMap((a) => covariates.map((b) => covarianceOf(whole, a, b))));
  const sampled = multiplyVector(spread, gap, k).reduce((sum, v, j) => sum + gap[j] * v, 0) / whole.n;
  return effectOf(one.mean - zero.mean, one.variance + zero.variance + sampled);
}

function armAt(m: Moments, whole: Moments, outcome: string, covariates: readonly string[]) {
  const fit = leastSquares(m, outcome, covariates);
  if ('kind' in fit) return undefined;
  const slopes = fit.coefficients.slice(1);
  const mean = covariates.reduce((sum, name, j) => sum + slopes[j] * (meanOf(whole, name) - meanOf(m, name)), meanOf(m, outcome));
  return { slopes, mean, variance: fit.residualSumOfSquares / fit.dfResidual / m.n };
}

/** The same of a ratio of totals, by the delta method. */
export function ratioFromMoments({ control, treatment }: ArmMoments, over: string, under: string): EffectFromMoments | undefined {
  const [one, zero] = [treatment, control].map((m) => {
    const [top, bottom] = [meanOf(m, over), meanOf(m, under)];
    const ratio = top / bottom;
    const spread = varianceOf(m, over) - 2 * ratio * covarianceOf(m, over, under) + ratio ** 2 * varianceOf(m, under);
    return { ratio, variance: spread / bottom ** 2 / m.n };
  });
  return effectOf(one.ratio - zero.ratio, one.variance + zero.variance);
}

const effectOf = (value: number, variance: number): EffectFromMoments | undefined =>
  Number.isFinite(value) && variance > 0 ? { value, standardError: Math.sqrt(variance) } : undefined;
