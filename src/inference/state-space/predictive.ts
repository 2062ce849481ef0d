import { studentTCdf, studentTDensity, studentTQuantile, studentTTail } from '../../math/distributions/student-t.ts';
import { piecewiseChebyshev } from '../../math/piecewise-chebyshev.ts';

/** A number of which each of several models says its own t distribution, all of the same degrees of freedom. */
export interface Mixture {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** They sum to one. */
  readonly weights: Float64Array;
  readonly t: StudentT;
}

/** The t distribution, interpolated where it is asked of often. */
export interface StudentT {
  readonly freedom: number;
  readonly cdf: (t: number) => number;
  readonly density: (t: number) => number;
}

export function studentT(freedom: number): StudentT {
  return { freedom, cdf: piecewiseChebyshev((t) => studentTCdf(t, freedom)), density: piecewiseChebyshev((t) => studentTDensity(t, freedom)) };
}

export function mixtureMean({ means, weights }: Mixture): number {
  return means.reduce((sum, mean, i) => sum + weights[i] * mean, 0);
}

/** Its standard deviation: of t distributions, and of their means. Infinite with two degrees of freedom or fewer. */
export function mixtureDeviation(mixture: Mixture): number {
  const { means, deviations, weights } = mixture;
  const { freedom } = mixture.t;
  if (freedom <= 2) return Infinity;
  const mean = mixtureMean(mixture);
  return Math.sqrt(means.reduce((sum, m, i) => sum + weights[i] * ((m - mean) ** 2 + (deviations[i] ** 2 * freedom) / (freedom - 2)), 0));
}

/** The chance of a value at least as far out as x, on either side. */
export function mixtureTwoSided({ means, deviations, weights, t: { freedom } }: Mixture, x: number): number {
  let [below, above] = [0, 0];
  for (let i = 0; i < means.length; i++) {
    const t = (x - means[i]) / deviations[i];
    below += weights[i] * studentTCdf(t, freedom);
    above += weights[i] * studentTTail(t, freedom);
  }
  return 2 * Math.min(below, above);
}

/** The x with P(value <= x) = p: Newton's steps, and halves of the bracket where these leave it. */
export function mixtureQuantile(mixture: Mixture, p: number): number {
  const { means, deviations, weights, t } = mixture;
  const reach = studentTQuantile(p, t.freedom);
  let [low, high, x] = [Infinity, -Infinity, 0];
  // Between the quantiles of its parts.
  for (let i = 0; i < means.length; i++) {
    const own = means[i] + reach * deviations[i];
    low = Math.min(low, own);
    high = Math.max(high, own);
    x += weights[i] * own;
  }
  for (let step = 0; step < mostSteps; step++) {
    let [below, density] = [-p, 0];
    for (let i = 0; i < means.length; i++) {
      const away = (x - means[i]) / deviations[i];
      below += weights[i] * t.cdf(away);
      density += (weights[i] / deviations[i]) * t.density(away);
    }
    if (below > 0) high = Math.min(high, x);
    else low = Math.max(low, x);
    const next = x - below / density;
    const inside = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(below) < 1e-12 || Math.abs(inside - x) <= 1e-13 * (high - low)) return x;
    x = inside;
  }
  return x;
}

const mostSteps = 100;
