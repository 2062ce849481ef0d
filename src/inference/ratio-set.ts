import type { Piece } from '../estimate/estimate.ts';
import { quadraticSet } from './quadratic-set.ts';

/** Two correlated estimates, of which the ratio is asked. */
export interface Pair {
  readonly numerator: number;
  readonly denominator: number;
  readonly numeratorVariance: number;
  readonly denominatorVariance: number;
  readonly covariance: number;
}

/**
 * All ratios r that the test of numerator - r denominator = 0 does not reject at this critical value.
 * It keeps its level however weak the denominator: with one instrument it is the Anderson-Rubin set, with two means the Fieller set.
 *
 * Source  Fieller (1954), JRSS B 16; Anderson & Rubin (1949), Annals of Mathematical Statistics 20.
 */
export function ratioSet(p: Pair, critical: number): readonly Piece[] {
  const c2 = critical * critical;
  const set = quadraticSet(
    p.denominator ** 2 - c2 * p.denominatorVariance,
    -2 * (p.numerator * p.denominator - c2 * p.covariance),
    p.numerator ** 2 - c2 * p.numeratorVariance,
  );
  // The ratio of the estimates is never rejected. Where they have no error it is the whole set, and rounding could lose it.
  const ratio = p.numerator / p.denominator;
  return set.length === 0 && p.denominator !== 0 ? [{ low: ratio, high: ratio }] : set;
}

/** First-order variance of the ratio. */
export function deltaVariance(p: Pair): number {
  const r = p.numerator / p.denominator;
  // Where all units have the same, rounding alone is left, on either side of zero.
  return Math.max(0, p.numeratorVariance - 2 * r * p.covariance + r * r * p.denominatorVariance) / p.denominator ** 2;
}
