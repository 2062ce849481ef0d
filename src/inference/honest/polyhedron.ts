import { covarianceOf, deviationOf, type EventStudy, estimateOf } from './event-study.ts';

/**
 * How far the path of the bias may bend after the reference period: every change of one order that ends after it stays within an allowance,
 * which is a number plus a sum of coefficients' biases.
 */
export interface Allowance {
  /** 1: differences from period to period; 2: differences of these. */
  readonly order: 1 | 2;
  readonly constant: number;
  /** Weights of the coefficients. */
  readonly contrast: Float64Array;
}

/**
 * A sum of moments of which the null says that it is at most zero: slope x + level, x being how far the target's estimate, less what the allowance's
 * straight continuation makes of it, lies above the effect in question.
 */
export interface Vertex {
  readonly slope: number;
  readonly level: number;
  /** Noise in the target's estimate and in the allowance, of which it is made. */
  readonly onTarget: number;
  readonly onAllowance: number;
}

/** All that a test of an effect needs to know: at most four vertices and the noise of the two sums that they are made of. */
export interface Polyhedron {
  /** The target's estimate, straight continuation of the bias taken off: the effect at which x is zero. */
  readonly target: number;
  readonly targetVariance: number;
  readonly allowanceVariance: number;
  readonly covariance: number;
  readonly vertices: readonly Vertex[];
}

/**
 * The test of one allowance against all effects.
 *
 * Model   Moments: each change of estimate less effect that ends after the reference, and its negative, less the allowance, at most zero in mean, each over
 *         its standard deviation. Effects other than the target are free; the statistic is the smallest largest moment, by duality the largest of v'y over
 *         v >= 0 with v'X = 0 and v'sd = 1. There are as many changes as effects, so all v are known without a linear program: with g the weights
 *         that make the target of the changes, v is a part of g upwards, or downwards, or of both moments of one change at once. Of the last kind, which
 *         are all of the allowance alone, only those of most and least noise are ever the largest.
 * Source  Andrews, Roth & Pakes (2023), Review of Economic Studies 90; Rambachan & Roth (2023), Review of Economic Studies 90, sections 3 and 4, with
 *         the moments that a period after the reference enters, as in their software.
 */
export function polyhedronOf(study: EventStudy, allowance: Allowance): Polyhedron {
  const { covariance, estimates } = study;
  const shares = sharesOf(study.target, allowance.order);
  const target = new Float64Array(estimates.length);
  let [up, down, most, least, weight] = [0, 0, 0, Infinity, 0];
  for (let t = 1; t <= study.after; t++) {
    const change = changeEndingAt(study, allowance.order, t);
    const share = shares[t - 1];
    const above = deviationOf(sum(change, -1, allowance.contrast), covariance);
    const below = deviationOf(sum(change, 1, allowance.contrast), covariance);
    up += Math.abs(share) * (share > 0 ? above : below);
    down += Math.abs(share) * (share > 0 ? below : above);
    most = Math.max(most, above + below);
    least = Math.min(least, above + below);
    weight += Math.abs(share);
    for (let i = 0; i < target.length; i++) target[i] += share * change[i];
  }
  const allowed = allowance.constant + estimateOf(allowance.contrast, estimates);
  const directed = (sign: 1 | -1, scale: number): Vertex => ({
    slope: sign / scale,
    level: (-weight * allowed) / scale,
    onTarget: sign / scale,
    onAllowance: -weight / scale,
  });
  const flat = (scale: number): Vertex => ({ slope: 0, level: (-2 * allowed) / scale, onTarget: 0, onAllowance: -2 / scale });
  // Moments without noise have no scale; they are then sure, and only their sign counts.
  return {
    target: estimateOf(target, estimates),
    targetVariance: covarianceOf(target, target, covariance),
    allowanceVariance: covarianceOf(allowance.contrast, allowance.contrast, covariance),
    covariance: covarianceOf(target, allowance.contrast, covariance),
    vertices: [directed(1, up || 1), directed(-1, down || 1), flat(most || 1), ...(least < most ? [flat(least || 1)] : [])],
  };
}

/** Covariance of the noise of two vertices; zero where it is nothing but rounding. */
export function covarianceBetween({ targetVariance, allowanceVariance, covariance }: Polyhedron, u: Vertex, v: Vertex): number {
  const parts = [
    u.onTarget * v.onTarget * targetVariance,
    u.onAllowance * v.onAllowance * allowanceVariance,
    (u.onTarget * v.onAllowance + u.onAllowance * v.onTarget) * covariance,
  ];
  const whole = parts[0] + parts[1] + parts[2];
  return Math.abs(whole) <= 1e-13 * (Math.abs(parts[0]) + Math.abs(parts[1]) + Math.abs(parts[2])) ? 0 : whole;
}

/** The weights that make the target of changes: sums of its weights from each period on, once or twice. */
export function sharesOf(target: Float64Array, order: 1 | 2): Float64Array {
  const shares = target.slice();
  for (let round = 0; round < order; round++) for (let t = shares.length - 2; t >= 0; t--) shares[t] += shares[t + 1];
  return shares;
}

/** Weights of the coefficients in the change of an order that ends at a period; the reference is period 0. */
export function changeEndingAt({ before, after }: EventStudy, order: 1 | 2, period: number): Float64Array {
  const weights = new Float64Array(before + after);
  const differences = order === 1 ? [1, -1] : [1, -2, 1];
  for (const [back, weight] of differences.entries()) {
    const t = period - back;
    if (t < 0) weights[before + t] = weight;
    else if (t > 0) weights[before + t - 1] = weight;
  }
  return weights;
}

const sum = (a: Float64Array, factor: number, b: Float64Array): Float64Array => a.map((value, i) => value + factor * b[i]);
