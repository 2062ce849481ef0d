import gammaln from '@stdlib/math-base-special-gammaln';
import { integral } from '../gauss-legendre.ts';

/** The integrand is e^-46 of its peak at the ends: nothing that a double could hold is left out. */
const drop = 46;
const mostSteps = 90;
const leastLog = -800;

/**
 * Expectation, over the scale s of a t statistic (s² = chi-square(df) / df), of a function of s that is given by its logarithm.
 *
 * Model     ∫ exp(logOf(s)) f(s) ds on the logarithm of s. Where exp(logOf) is log-concave the integrand has one peak; it is found, left on both
 *           sides until nothing remains, and what lies between is summed. All terms are positive, so far tails keep their digits.
 * Shapes    `logOf` may be -Infinity; s reaches from zero to `high`.
 */
export function overChiScale(df: number, logOf: (s: number) => number, high = Infinity): number {
  const top = Math.log(high);
  const logAt = (u: number): number => logOf(Math.exp(u)) + logKernel(u, df);
  const width = 1 / Math.sqrt(2 * df);
  const start = Math.min(top, 0);
  const peak = peakBetween(logAt, pastPeak(logAt, start, -width, top), pastPeak(logAt, start, width, top));
  const most = logAt(peak);
  // The whole is the peak times a width: nothing that a double could hold.
  if (most + logConstant(df) < leastLog) return 0;
  const from = edge(logAt, peak, most - drop, -width, top);
  const to = edge(logAt, peak, most - drop, width, top);
  const shape = (u: number): number => Math.exp(logAt(u) - most);
  // The peak may be a corner, where `high` cuts: each side is smooth.
  return Math.exp(most + logConstant(df)) * (integral(shape, from, peak) + integral(shape, peak, to));
}

/** log of the density of log s, but for its constant: -df ((e^2u - 1) / 2 - u), without cancellation near zero. */
function logKernel(u: number, df: number): number {
  const bend = Math.abs(u) < 0.02 ? u * u * (1 + u * (2 / 3 + u * (1 / 3 + u * (2 / 15 + u * (2 / 45 + u * (4 / 315)))))) : Math.expm1(2 * u) / 2 - u;
  return -df * bend;
}

/** log of 2 x^x e^-x / Γ(x) with x = df / 2. */
function logConstant(df: number): number {
  const x = df / 2;
  if (x < 20) return Math.LN2 + x * Math.log(x) - x - gammaln(x);
  const y = 1 / (x * x);
  return Math.LN2 + 0.5 * Math.log(x / (2 * Math.PI)) - (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / x;
}

/** From a start in growing steps until the function rises no more. */
function pastPeak(logAt: (u: number) => number, start: number, width: number, top: number): number {
  let [at, step] = [start, width];
  for (let i = 0; i < mostSteps; i++) {
    const next = Math.min(at + step, top);
    if (next === at || !(logAt(next) > logAt(at))) return next;
    at = next;
    step *= 2;
  }
  return at;
}

function peakBetween(logAt: (u: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let i = 0; i < mostSteps && high - low > 1e-6 * (to - from); i++) {
    const third = (high - low) / 3;
    if (logAt(low + third) < logAt(high - third)) low += third;
    else high -= third;
  }
  return logAt(high) >= logAt(low) ? high : low;
}

/** Away from the peak until the function has fallen below a limit, or the range ends. */
function edge(logAt: (u: number) => number, peak: number, limit: number, width: number, top: number): number {
  let [at, step] = [peak, width];
  for (let i = 0; i < mostSteps; i++) {
    at = Math.min(peak + step, top);
    if (at === top || logAt(at) < limit) break;
    step *= 1.5;
  }
  return at;
}
