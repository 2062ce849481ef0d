import betainc from '@stdlib/math-base-special-betainc';
import { chiSquareTail } from './chi-square.ts';
import { rootOf } from './falling-root.ts';

/** P(F > x) of the F distribution with d1 and d2 > 0 degrees of freedom, fractional allowed, d2 also Infinity; accurate in the far upper tail. */
export function fTail(x: number, d1: number, d2: number): number {
  if (d2 === Infinity) return chiSquareTail(x * d1, d1);
  if (x <= 0) return 1;
  const weighted = d1 * x;
  if (weighted === Infinity) return 0;
  if (weighted >= d2) return betainc(d2 / (weighted + d2), d2 / 2, d1 / 2, true, false);
  const lower = betainc(weighted / (weighted + d2), d1 / 2, d2 / 2, true, false);
  return lower < 0.5 ? 1 - lower : betainc(weighted / (weighted + d2), d1 / 2, d2 / 2, true, true);
}

/** The x that P(F > x) = tail, by bisection: 0 < tail < 1. */
export function fUpperQuantile(tail: number, d1: number, d2: number): number {
  return rootOf((x) => fTail(x, d1, d2) - tail);
}
