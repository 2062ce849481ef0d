import { studentTCdf, studentTDensity, studentTQuantile } from '../../math/distributions/student-t.ts';

/** A number of which each of several models says its own t distribution, all of the same degrees of freedom. */
export interface Mixture {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** They sum to one. */
  readonly weights: Float64Array;
  readonly freedom: number;
}

export function mixtureMean({ means, weights }: Mixture): number {
  return means.reduce((sum, mean, i) => sum + weights[i] * mean, 0);
}

/** Its standard deviation: of t distributions, and of their means. Infinite with two degrees of freedom or fewer. */
export function mixtureDeviation(mixture: Mixture): number {
  const { means, deviations, weights, freedom } = mixture;
  if (freedom <= 2) return Infinity;
  const mean = mixtureMean(mixture);
  return Math.sqrt(means.reduce((sum, m, i) => sum + weights[i] * ((m - mean) ** 2 + (deviations[i] ** 2 * freedom) / (freedom - 2)), 0));
}

/** P(value <= x). */
export function mixtureCdf({ means, deviations, weights, freedom }: Mixture, x: number): number {
  let sum = 0;
  for (let i = 0; i < means.length; i++) sum += weights[i] * studentTCdf((x - means[i]) / deviations[i], freedom);
  return sum;
}

/** The x with P(value <= x) = p: Newton's steps, and halves of the bracket where these leave it. */
export function mixtureQuantile(mixture: Mixture, p: number): number {
  const { means, deviations, weights, freedom } = mixture;
  const reach = studentTQuantile(p, freedom);
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
      const t = (x - means[i]) / deviations[i];
      below += weights[i] * studentTCdf(t, freedom);
      density += (weights[i] / deviations[i]) * studentTDensity(t, freedom);
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
