import { bracketedRoot } from '../../math/bracketed-root.ts';
import { foldedNormalCritical } from '../../math/distributions/folded-normal.ts';
import { penalizedQuadratic } from '../../math/penalized-quadratic.ts';
import { covarianceOf, deviationOf, type EventStudy, estimateOf } from './event-study.ts';
import type { Range } from './hybrid-range.ts';
import { changeEndingAt, sharesOf } from './polyhedron.ts';

/**
 * The shortest interval of fixed length around a weighted sum of all coefficients that covers the effect wherever second differences of the bias stay below m.
 *
 * Model   Weights of the coefficients before are such that a straight line has no bias. What is left to choose are the weights q of second differences that
 *         end at or before the reference; the bias is at most m (fixed part + sum of |q|), the standard deviation h the root of a quadratic in q. The interval's half
 *         is h c(bias / h), c the critical value of a folded normal variable: convex in (bias, h), so that the best q is, for some penalty, the one of least
 *         h^2 / 2 + penalty |q|; along the penalty the half falls and then rises.
 * Source  Donoho (1994); Armstrong & Kolesár (2018), Econometrica 86; Rambachan & Roth (2023), section 4.1.
 */
export function fixedLength(study: EventStudy, m: number, alpha: number): Range {
  const { covariance, estimates } = study;
  const shares = sharesOf(study.target, 2);
  const fixed = shares.reduce((whole, share) => whole + Math.abs(share), 0);
  const steep = steepnessOf(study, shares);
  const bends = Array.from({ length: study.before - 1 }, (_, j) => changeEndingAt(study, 2, -j));
  const weightsOf = (q: Float64Array): Float64Array => steep.map((weight, i) => bends.reduce((whole, bend, j) => whole + q[j] * bend[i], weight));
  const halfOf = (q: Float64Array): Half => {
    const deviation = deviationOf(weightsOf(q), covariance);
    const bias = m * q.reduce((whole, weight) => whole + Math.abs(weight), fixed);
    // Where bias is all there is, noise does not lengthen the interval.
    if (!(deviation > 1e-12 * bias)) return { length: bias, deviation, gain: 0 };
    const critical = foldedNormalCritical(bias / deviation, alpha);
    const ofBias = Math.tanh((critical * bias) / deviation);
    return { length: critical * deviation, deviation, gain: (m * ofBias * deviation) / (critical - (bias / deviation) * ofBias) };
  };
  const best = bestBends(bends, steep, covariance, halfOf);
  const centre = estimateOf(weightsOf(best), estimates);
  const { length } = halfOf(best);
  return { low: centre - length, high: centre + length };
}

interface Half {
  readonly length: number;
  readonly deviation: number;
  /** The penalty at which a shorter bias is worth its noise. */
  readonly gain: number;
}

/** The target, straight on from the last period before the reference: the bias is least, and is of bends after it alone. */
function steepnessOf(study: EventStudy, shares: Float64Array): Float64Array {
  const weights = new Float64Array(study.before + study.after);
  weights.set(study.target, study.before);
  weights[study.before - 1] = shares[0];
  return weights;
}

function bestBends(bends: readonly Float64Array[], steep: Float64Array, covariance: Float64Array, halfOf: (q: Float64Array) => Half): Float64Array {
  const size = bends.length;
  const zero = new Float64Array(size);
  const a = new Float64Array(size * size);
  for (const [i, bend] of bends.entries()) for (const [j, other] of bends.entries()) a[i * size + j] = covarianceOf(bend, other, covariance);
  const c = Float64Array.from(bends, (bend) => covarianceOf(bend, steep, covariance));
  steady(a, size);
  let at: Float64Array = zero;
  const bestAt = (penalty: number): Float64Array => {
    at = penalizedQuadratic(a, c, penalty, at) ?? at;
    return at;
  };
  const most = c.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  // Where the penalty is above its gain, less of it makes the interval shorter.
  const excess = (penalty: number): number => penalty / most - halfOf(bestAt(penalty)).gain / most;
  if (most === 0 || excess(most) <= 0) return zero;
  return bestAt(most * bracketedRoot((share) => excess(share * most), 0, 1));
}

/** What has no noise, or repeats another bend, gets so little noise that the answer moves by rounding. */
function steady(a: Float64Array, size: number): void {
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, a[i * (size + 1)]);
  for (let i = 0; i < size; i++) a[i * (size + 1)] += 1e-12 * (largest || 1);
}
