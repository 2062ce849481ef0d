import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import { chiSquareUpperQuantile } from '../../math/distributions/chi-square.ts';
import { fTail } from '../../math/distributions/f.ts';
import { noncentralChiSquareTail } from '../../math/distributions/noncentral-chi-square.ts';
import { dot } from '../../math/dot.ts';

/** A test that several averages are all zero. */
export interface JointTest {
  /** Wald's, before it is brought to F. */
  readonly statistic: number;
  readonly df: number;
  readonly pValue: number;
}

/**
 * Are all of these zero?
 *
 * Model   W = x' V^-1 x; with v degrees of freedom of V, W (v - k + 1) / (v k) against F with k and v - k + 1; chi-square where v is infinite. Undefined where V cannot be
 *         inverted, or has too few degrees of freedom.
 * Source  Hotelling (1931), Annals of Mathematical Statistics 2.
 */
export function jointTest(values: Float64Array, covariance: Float64Array, freedom: number): JointTest | undefined {
  const k = values.length;
  const solved = solvedScaled(values, covariance);
  if (!solved || freedom - k + 1 <= 0) return undefined;
  const statistic = dot(solved, values);
  // F with so many degrees of freedom is a chi-square over k.
  const second = Math.min(freedom - k + 1, 1e9);
  const scaled = freedom === Infinity ? statistic / k : (statistic * (freedom - k + 1)) / (freedom * k);
  return { statistic, df: k, pValue: fTail(scaled, k, second) };
}

/**
 * The slope of a straight line that the test of `size` finds with chance `power`, of averages at these times from where the line is zero.
 *
 * Source  Roth (2022), American Economic Review: Insights 4.
 */
export function smallestSlope(
  times: Float64Array,
  covariance: Float64Array,
  { size, power }: { readonly size: number; readonly power: number },
): number | undefined {
  const solved = solvedScaled(times, covariance);
  if (!solved) return undefined;
  const limit = chiSquareUpperQuantile(size, times.length);
  const found = (noncentrality: number): number => noncentralChiSquareTail(limit, times.length, noncentrality);
  let [low, high] = [0, 1];
  while (found(high) < power) high *= 2;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (found(middle) < power) low = middle;
    else high = middle;
  }
  return Math.sqrt(high / dot(solved, times));
}

/** V^-1 x, with V brought to ones on its diagonal first; undefined where it is singular. */
function solvedScaled(x: Float64Array, covariance: Float64Array): Float64Array | undefined {
  const k = x.length;
  const scale = Float64Array.from(x, (_, i) => Math.sqrt(covariance[i * k + i]));
  if (scale.some((s) => !(s > 0))) return undefined;
  const factor = choleskyFactor(
    covariance.map((c, i) => c / (scale[Math.floor(i / k)] * scale[i % k])),
    k,
  );
  if (!factor || scale.some((_, i) => factor[i * k + i] < 1e-6)) return undefined;
  return choleskySolve(
    factor,
    x.map((value, i) => value / scale[i]),
  ).map((value, i) => value / scale[i]);
}
