import { overChiScale } from './chi-scale.ts';
import { logNormalCdf, normalCdf } from './normal.ts';
import { studentTTail } from './student-t.ts';

/**
 * P(T > t) of the noncentral t distribution: T = (Z + noncentrality) / s, s² = chi-square(df) / df. Both tails keep their digits.
 *
 * Model     ∫ Φ(noncentrality - t s) f(s) ds, the part beyond t given the scale; df may be fractional or Infinity (the normal distribution).
 * Source    Johnson, Kotz & Balakrishnan (1995), Continuous Univariate Distributions 2, chapter 31. Parity: scipy.stats.nct.
 */
export function noncentralTTail(t: number, df: number, noncentrality: number): number {
  if (df === Infinity) return normalCdf(noncentrality - t);
  if (noncentrality === 0) return studentTTail(t, df);
  if (t === 0) return normalCdf(noncentrality);
  const tail = overChiScale(df, (s) => logNormalCdf(noncentrality - t * s));
  return Math.min(1, tail);
}

/** P(T <= t) of the noncentral t distribution. */
export function noncentralTCdf(t: number, df: number, noncentrality: number): number {
  // -T is noncentral t with the other sign.
  return noncentralTTail(-t, df, -noncentrality);
}
