import betainc from '@stdlib/math-base-special-betainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import { normalDensity, normalQuantile, normalTail } from './normal.ts';

/** P(T > t) of Student's t with `df` > 0 degrees of freedom, fractional or Infinity (the normal distribution). */
export function studentTTail(t: number, df: number): number {
  if (df === Infinity) return normalTail(t);
  return t < 0 ? 1 - tailAbove(-t, df) : tailAbove(t, df);
}

/** P(|T| > |t|) of Student's t with `df` degrees of freedom. */
export function studentTTwoSided(t: number, df: number): number {
  return 2 * (df === Infinity ? normalTail(Math.abs(t)) : tailAbove(Math.abs(t), df));
}

/** P(T <= t) of Student's t with `df` degrees of freedom. */
export function studentTCdf(t: number, df: number): number {
  return studentTTail(-t, df);
}

/** The density of Student's t with `df` degrees of freedom. */
export function studentTDensity(t: number, df: number): number {
  return df === Infinity ? normalDensity(t) : Math.exp(logDensity(Math.abs(t), df));
}

/** The t with P(T <= t) = p, for Student's t with `df` degrees of freedom, fractional or Infinity. */
export function studentTQuantile(p: number, df: number): number {
  if (df === Infinity) return normalQuantile(p);
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  if (p === 0.5) return 0;
  return p < 0.5 ? -quantileAbove(p, df) : quantileAbove(1 - p, df);
}

// The part between 0 and t is I_x(1/2, df/2) / 2 with x = t² / (df + t²). Near zero it is subtracted from a half;
// further out the tail is asked for itself, through whichever of x and 1 - x is the smaller.
function tailAbove(t: number, df: number): number {
  if (t < 0.5) return 0.5 - centre(t, df);
  const square = t * t;
  if (square === Infinity) return farTail(t, df);
  return (square < df ? betainc(square / (df + square), 0.5, df / 2, true, true) : betainc(df / (df + square), df / 2, 0.5, true, false)) / 2;
}

function centre(t: number, df: number): number {
  const square = t * t;
  return betainc(square / (df + square), 0.5, df / 2, true, false) / 2;
}

// Leading term of the tail where t² overflows: the next one is smaller by df / t².
function farTail(t: number, df: number): number {
  return (gammaRatio(df / 2) / (Math.sqrt(Math.PI) * df)) * (Math.sqrt(df) / t) ** df;
}

// Newton on log tail as a function of log t, which is concave and falling: after the first step it comes down monotonically.
function quantileAbove(tail: number, df: number): number {
  if (tail > 0.25) return centralQuantile(0.5 - tail, df);
  let below = -normalQuantile(tail);
  let t = below;
  for (let step = 0; step < 200 && t < Infinity; step++) {
    const reached = tailAbove(t, df);
    if (reached === 0) {
      t = Math.sqrt(t * below);
      continue;
    }
    if (reached > tail) below = t;
    const change = Math.log(reached / tail) * Math.exp(Math.log(reached) - Math.log(t) - logDensity(t, df));
    t *= Math.exp(change);
    if (Math.abs(change) < 1e-15) break;
  }
  return t;
}

// Newton from zero on the probability between 0 and t, which is concave and rising.
function centralQuantile(share: number, df: number): number {
  let t = share / studentTDensity(0, df);
  for (let step = 0; step < 200; step++) {
    const change = (share - centre(t, df)) / studentTDensity(t, df);
    t += change;
    if (Math.abs(change) <= 1e-16 * t) break;
  }
  return t;
}

function logDensity(t: number, df: number): number {
  const scaled = t / Math.sqrt(df);
  const spread = scaled < 1e100 ? Math.log1p(scaled * scaled) : 2 * Math.log(scaled);
  return Math.log(gammaRatio(df / 2) / Math.sqrt(df * Math.PI)) - ((df + 1) / 2) * spread;
}

/** Γ(x + 1/2) / Γ(x), without cancellation for large x. */
function gammaRatio(x: number): number {
  if (x < 100) return Math.exp(gammaln(x + 0.5) - gammaln(x));
  const y = 1 / x;
  return Math.sqrt(x) * (1 - (y / 8) * (1 - (y / 16) * (1 + y * (5 / 8 - y * (21 / 256 + y * (399 / 2048))))));
}
