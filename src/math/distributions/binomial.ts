import betainc from '@stdlib/math-base-special-betainc';

/** P(X >= count) of the binomial distribution, by the incomplete beta function. */
export function binomialUpperTail(count: number, n: number, chance: number): number {
  if (count <= 0) return 1;
  return count > n ? 0 : betainc(chance, count, n - count + 1, true, false);
}

/** Exact two-sided p-value of a count: twice the smaller tail. */
export function binomialPValue(count: number, n: number, chance: number): number {
  const above = binomialUpperTail(count, n, chance);
  const below = binomialUpperTail(n - count, n, 1 - chance);
  return Math.min(1, 2 * Math.min(above, below));
}
