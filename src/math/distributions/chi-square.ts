import gammainc from '@stdlib/math-base-special-gammainc';

/** P(X > x) of the chi-square distribution with `df` > 0 degrees of freedom, fractional allowed; accurate in the far upper tail. */
export function chiSquareTail(x: number, df: number): number {
  return x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true);
}
