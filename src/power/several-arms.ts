import { largestOf } from '../math/distributions/multivariate/largest.ts';

/** Shares of the units in several treatment arms and in control, and which arms are compared. */
export interface SeveralArms {
  readonly treatments: readonly number[];
  readonly control: number;
  readonly comparisons: 'control' | 'all-pairs';
}

/**
 * Critical value, in standard errors, at which several arms are compared and any false find among them has the chance alpha.
 *
 * Model     the difference of arms i and j has the variance 1 / share i + 1 / share j, and comparisons are correlated by the arm they share. The value that
 *           max |Z| (two-sided) or max Z (upper) exceeds with chance alpha; normal: for many degrees of freedom.
 * Errors    none: shares are checked by the design.
 * Source    Dunnett (1955), JASA 50; Hothorn, Bretz & Westfall (2008), Biometrical Journal 50.
 */
export function severalArmsCritical({ treatments, control, comparisons }: SeveralArms, alpha: number, side: 'two-sided' | 'upper'): number {
  const variances = [control, ...treatments].map((share) => 1 / share);
  const pairs = variances.flatMap((_, i) => variances.slice(i + 1).map((_, k) => [i, i + 1 + k] as const));
  const compared = comparisons === 'control' ? pairs.filter(([i]) => i === 0) : pairs;
  const covariance = (a: readonly [number, number], b: readonly [number, number]): number => {
    const shared = (i: number, j: number): number => (i === j ? variances[i] : 0);
    return shared(a[0], b[0]) + shared(a[1], b[1]) - shared(a[0], b[1]) - shared(a[1], b[0]);
  };
  const correlation = compared.flatMap((a) => compared.map((b) => (a === b ? 1 : covariance(a, b) / Math.sqrt(covariance(a, a) * covariance(b, b)))));
  return largestOf(correlation, compared.length, Infinity, 1)[side].critical(alpha);
}
