import gammaln from '@stdlib/math-base-special-gammaln';
import { chiSquareTail } from '../chi-square.ts';
import { normalQuantile } from '../normal.ts';

/**
 * The mean of f(S) for S = sqrt(chi-square / df), the scale that turns a multivariate normal into a multivariate t; f(1) for infinite df.
 *
 * Model     trapezoidal rule in log S, whose density is analytic and falls doubly exponentially on the right: the error is below 1e-12.
 * Shapes    f falls from at most 1 to 0 as S grows (a chance to exceed), and is asked at 20 to 300 places.
 */
export function meanOverScale(df: number, f: (scale: number) => number): number {
  if (df === Infinity) return f(1);
  const half = df / 2;
  // The density of log S less its factor at S = 1, which is exp(-df / 2) / Γ(df / 2) 2 (df / 2)^(df / 2).
  const factor = Math.exp(half * Math.log(half) - half - gammaln(half)) * 2;
  const density = (w: number): number => factor * Math.exp(df * w - half * Math.expm1(2 * w));
  const step = Math.min(0.15, 0.8 / Math.sqrt(2 * df));
  let sum = density(0) * f(1);
  for (let k = 1; ; k++) {
    const weight = density(k * step);
    const term = weight * f(Math.exp(k * step));
    sum += term;
    if (term <= 1e-17 * sum && weight <= 1e-2 * factor) break;
  }
  for (let k = 1; ; k++) {
    const weight = density(-k * step);
    sum += weight * f(Math.exp(-k * step));
    if (weight <= 1e-17 * sum || weight < 1e-320) break;
  }
  return sum * step;
}

/** The S = sqrt(chi-square / df) that is exceeded with chance `tail` in (0, 1), by Newton steps on log S from the cube-root approximation. */
export function scaleQuantile(tail: number, df: number): number {
  const spread = 2 / (9 * df);
  let w = 1.5 * Math.log(Math.max(0.05, 1 - spread - normalQuantile(tail) * Math.sqrt(spread)));
  const half = df / 2;
  const logFactor = Math.log(2) + half * Math.log(half) - half - gammaln(half);
  for (let step = 0; step < 50; step++) {
    const reached = chiSquareTail(df * Math.exp(2 * w), df);
    const density = Math.exp(logFactor + df * w - half * Math.expm1(2 * w));
    const change = Math.max(-1, Math.min(1, (reached - tail) / density));
    w += change;
    if (Math.abs(change) < 1e-10) break;
  }
  return Math.exp(w);
}
