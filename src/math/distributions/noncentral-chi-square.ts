import gammaln from '@stdlib/math-base-special-gammaln';
import { chiSquareTail } from './chi-square.ts';
import { rootOf } from './falling-root.ts';

/** Shares of the mixture below this are left out. */
const negligible = 1e-18;

/** P(X > x) of the noncentral chi-square distribution with `df` > 0 degrees of freedom: a Poisson mixture of central ones. */
export function noncentralChiSquareTail(x: number, df: number, noncentrality: number): number {
  if (noncentrality === 0) return chiSquareTail(x, df);
  const half = noncentrality / 2;
  const share = (j: number): number => Math.exp(j * Math.log(half) - half - gammaln(j + 1));
  const mode = Math.floor(half);
  let tail = 0;
  for (let j = mode; j >= 0 && share(j) > negligible; j--) tail += share(j) * chiSquareTail(x, df + 2 * j);
  for (let j = mode + 1; share(j) > negligible; j++) tail += share(j) * chiSquareTail(x, df + 2 * j);
  return tail;
}

/** The x with P(X > x) = tail. */
export function noncentralChiSquareUpperQuantile(tail: number, df: number, noncentrality: number): number {
  return rootOf((x) => noncentralChiSquareTail(x, df, noncentrality) - tail);
}
