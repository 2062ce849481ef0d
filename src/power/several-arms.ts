import { largestOf } from '../math/distributions/multivariate/largest.ts';

/**
 * Critical value, in standard errors, at which several arms are compared with one control and any false find among them has the chance alpha.
 *
 * Model     arms share the control: the correlation of two of their statistics is the product of λi, λi² = share i / (share i + share of control). The value at
 *           which max |Zi| is exceeded with chance alpha (normal: for many degrees of freedom).
 * Errors    none: shares are checked by the design.
 * Source    Dunnett (1955), JASA 50.
 */
export function severalArmsCritical(treatments: readonly number[], control: number, alpha: number): number {
  const loadings = treatments.map((share) => Math.sqrt(share / (share + control)));
  const correlation = loadings.flatMap((a, i) => loadings.map((b, j) => (i === j ? 1 : a * b)));
  return largestOf(correlation, loadings.length, Infinity, 1)['two-sided'].critical(alpha);
}
