import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';

/** P(Z <= z) of the standard normal distribution; accurate in the far lower tail. */
export function normalCdf(z: number): number {
  return erfc(-z * Math.SQRT1_2) / 2;
}

/** P(Z > z) of the standard normal distribution; accurate in the far upper tail. */
export function normalTail(z: number): number {
  return erfc(z * Math.SQRT1_2) / 2;
}

/** P(|Z| > |z|) of the standard normal distribution. */
export function normalTwoSided(z: number): number {
  return erfc(Math.abs(z) * Math.SQRT1_2);
}

/** The density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** The z with P(Z <= z) = p. For an upper tail probability q, `-normalQuantile(q)` is more exact than `normalQuantile(1 - q)`. */
export function normalQuantile(p: number): number {
  return p === 0.5 ? 0 : -Math.SQRT2 * erfcinv(2 * p);
}

/** log P(Z <= z), also where the probability is too small for a double. */
export function logNormalCdf(z: number): number {
  if (z > 5) return Math.log1p(-normalTail(z));
  if (z > -30) return Math.log(normalCdf(z));
  const y = 1 / (z * z);
  return (-z * z) / 2 - Math.log(-z * Math.sqrt(2 * Math.PI)) + Math.log1p(-y * (1 - y * (3 - y * (15 - y * 105))));
}
