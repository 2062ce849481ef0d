import { normalDensity, normalQuantile } from '../math/distributions/normal.ts';

/** The values of one arm: how many, and their central moments (divided by n). */
export interface Shape {
  readonly n: number;
  readonly second: number;
  readonly third: number;
  readonly fourth: number;
}

/**
 * How often one end of Welch's interval for a difference of means misses, at worst of both ends, as the moments of the values tell it.
 *
 * Model     T = (mean1 - mean0 - truth) / se with v_j = s_j^2 / n_j and V = v_1 + v_0. To second order P(T < -x) = a + f(x) ( |g| (2x^2 + 1) / 6
 *           + x ( g^2 (x^4 + 2x^2 - 3) / 18 - k (x^2 - 3) / 12 ) ), f the normal density, x its quantile at 1 - a, g the skewness of the difference, k its
 *           excess kurtosis, sum (v_j / V)^2 k_j / n_j, taken for zero below it. Of g the larger counts, of two:
 *           if the arms are of one shape, g = G |n_0 - n_1| / sqrt(n_0 n_1 N), G the skewness within all arms, less 2 sqrt(6 / N), what a normal outcome shows by
 *           chance: arms of the same size cancel it, and a small arm borrows the tail that the large one saw;
 *           as each arm shows itself, g = | sum +-(v_j / V)^1.5 g_j / sqrt(n_j) |, less half of its standard error, in which that of g_j is k4_j / sqrt(n_j),
 *           k4 the fourth standardised moment: that of a lone large value is as large as its skewness.
 * Units     a share of studies; free of the unit and the origin of the values.
 * Errors    none: arms without spread add nothing.
 * Source    Hall (1992), The Bootstrap and Edgeworth Expansion, section 2.6: studentized means; that the third cumulant of a difference and its covariance with
 *           the estimated variance are alike sum +-m3_j / n_j^2 carries it over to Welch's statistic.
 */
export function tailError(
  treatment: Shape,
  control: Shape,
  { all = [treatment, control], alpha }: { readonly all?: readonly Shape[]; readonly alpha: number },
): number {
  const x = normalQuantile(1 - alpha);
  const arms = [treatment, control];
  const variances = arms.map(({ n, second }) => second / Math.max(1, n - 1));
  const together = variances[0] + variances[1];
  if (!(together > 0)) return alpha;
  const shares = variances.map((v) => v / together);
  const skewness = Math.max(skewnessOfOneShape(treatment.n, control.n, all), skewnessAsShown(arms, shares));
  const kurtosis = arms.reduce((sum, arm, j) => sum + (shares[j] ** 2 * (fourthOf(arm) - 3)) / arm.n, 0);
  const first = (skewness * (2 * x * x + 1)) / 6;
  const second = x * ((skewness ** 2 * (x ** 4 + 2 * x * x - 3)) / 18 - (Math.max(0, kurtosis) * (x * x - 3)) / 12);
  return Math.min(1, Math.max(0, alpha + normalDensity(x) * (first + second)));
}

function skewnessOfOneShape(n1: number, n0: number, all: readonly Shape[]): number {
  const n = all.reduce((sum, arm) => sum + arm.n, 0);
  const within = (moment: 'second' | 'third'): number => all.reduce((sum, arm) => sum + (arm.n / n) * arm[moment], 0);
  const pooled = Math.abs(within('third')) / within('second') ** 1.5;
  return (Math.max(0, pooled - 2 * Math.sqrt(6 / n)) * Math.abs(n0 - n1)) / Math.sqrt(n0 * n1 * (n0 + n1));
}

function skewnessAsShown(arms: readonly Shape[], shares: readonly number[]): number {
  const weights = arms.map(({ n }, j) => shares[j] ** 1.5 / Math.sqrt(n));
  const [one, zero] = arms.map((arm, j) => weights[j] * (arm.second > 0 ? arm.third / arm.second ** 1.5 : 0));
  const [errorOfOne, errorOfZero] = arms.map((arm, j) => (weights[j] * fourthOf(arm)) / Math.sqrt(arm.n));
  return Math.max(0, Math.abs(one - zero) - Math.hypot(errorOfOne, errorOfZero) / 2);
}

/** The fourth standardised moment: 3 of a normal outcome. */
const fourthOf = ({ second, fourth }: Shape): number => (second > 0 ? fourth / second ** 2 : 3);
