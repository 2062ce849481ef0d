import gammaln from '@stdlib/math-base-special-gammaln';
import { chiSquareTail } from './chi-square.ts';
import { rootOf } from './falling-root.ts';

/** A term that adds less than this share is rounding. */
const negligible = 1e-17;

/** P(X > x) of the noncentral chi-square distribution with `df` > 0 degrees of freedom: a Poisson mixture of central ones. */
export function noncentralChiSquareTail(x: number, df: number, noncentrality: number): number {
  if (noncentrality === 0) return chiSquareTail(x, df);
  const half = noncentrality / 2;
  const term = (j: number): number => Math.exp(j * Math.log(half) - half - gammaln(j + 1)) * chiSquareTail(x, df + 2 * j);
  const mode = Math.floor(half);
  let tail = 0;
  // Terms rise to one peak, at the mode of the shares or above it, and fall on both sides.
  for (let [j, last] = [mode, 0]; ; j++) {
    const next = term(j);
    tail += next;
    if (next <= negligible * tail && next <= last) break;
    last = next;
  }
  for (let j = mode - 1; j >= 0; j--) {
    const next = term(j);
    tail += next;
    if (next <= negligible * tail) break;
  }
  return tail;
}

/** The x with P(X > x) = tail. */
export function noncentralChiSquareUpperQuantile(tail: number, df: number, noncentrality: number): number {
  return rootOf((x) => noncentralChiSquareTail(x, df, noncentrality) - tail);
}
