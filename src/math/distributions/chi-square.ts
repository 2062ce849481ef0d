import gammainc from '@stdlib/math-base-special-gammainc';
import { bracketedRoot } from '../bracketed-root.ts';
import { normalQuantile } from './normal.ts';

/** P(X > x) of the chi-square distribution with `df` > 0 degrees of freedom, fractional allowed; accurate in the far upper tail. */
export function chiSquareTail(x: number, df: number): number {
  return x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true);
}

/** The x below which a chi-square variable lies with this chance. */
export function chiSquareLowerQuantile(chance: number, df: number): number {
  return rootNear(normalQuantile(chance), df, (x) => Math.log(gammainc(x / 2, df / 2, true, false) / chance));
}

/** The x above which a chi-square variable lies with this chance. */
export function chiSquareUpperQuantile(tail: number, df: number): number {
  return rootNear(-normalQuantile(tail), df, (x) => Math.log(gammainc(x / 2, df / 2, true, true) / tail));
}

/** From where the cube root is nearly normal, outwards to either side of the root. Source  Wilson & Hilferty (1931), PNAS 17. */
function rootNear(z: number, df: number, f: (x: number) => number): number {
  const near = Math.max(1e-6 * df, df * Math.max(0, 1 - 2 / (9 * df) + z * Math.sqrt(2 / (9 * df))) ** 3);
  let [low, high] = [near, near];
  while (low > 1e-300 && f(low) > 0 === f(high) > 0) [low, high] = [low / 1.5, high * 1.5];
  return bracketedRoot(f, low, high);
}
