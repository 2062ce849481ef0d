import { normalCdf, normalDensity } from '../normal.ts';
import type { Rectangle } from './limits.ts';

/** Limits of a rectangle in terms of independent normals Y: row r says lower <= sum over k of rows[r, k] Y_k <= upper. */
export interface OrderedLimits {
  readonly rank: number;
  /** Rows (size × rank); row r ends at the column k for which it lies before `groups[k]`. */
  readonly rows: Float64Array;
  /** One after the last row that ends at column k. */
  readonly groups: Int32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** A variance or a coefficient below this is rounding. */
const nothing = 1e-10;

/**
 * Cholesky factor of the correlations with the variables in the order of their chance to stay within limits given the expected values of
 * those before, the least likely first: the integrand then varies most in its first coordinates.
 *
 * Errors    undefined when the matrix has a negative direction.
 * Source    Gibson, Glasbey & Elston (1994); Genz & Bretz (2009), Computation of Multivariate Normal and t Probabilities, section 4.1.3.
 */
export function orderedLimits({ correlation, lower, upper }: Rectangle): OrderedLimits | undefined {
  const size = lower.length;
  const factor = new Float64Array(size * size);
  const variance = new Float64Array(size).fill(1);
  const shift = new Float64Array(size);
  const waiting = new Set(Array.from({ length: size }, (_, i) => i));
  const order: number[] = [];
  const groups: number[] = [];
  let rank = 0;
  while (waiting.size > 0) {
    const pivot = leastLikely(waiting, lower, upper, variance, shift);
    const root = Math.sqrt(variance[pivot]);
    waiting.delete(pivot);
    order.push(pivot);
    factor[pivot * size + rank] = root;
    const expected = meanWithin((lower[pivot] - shift[pivot]) / root, (upper[pivot] - shift[pivot]) / root);
    for (const i of waiting) {
      let sum = correlation[i * size + pivot];
      for (let l = 0; l < rank; l++) sum -= factor[i * size + l] * factor[pivot * size + l];
      const own = sum / root;
      factor[i * size + rank] = own;
      variance[i] -= own * own;
      shift[i] += own * expected;
      if (!(variance[i] >= -1e-8)) return undefined;
      if (variance[i] > nothing) continue;
      // A combination of the variables so far: it bounds the last one that it holds.
      waiting.delete(i);
      order.push(i);
    }
    rank++;
    groups.push(order.length);
  }
  return { rank, rows: rowsOf(factor, order, groups, size), groups: Int32Array.from(groups), ...limitsOf(order, lower, upper) };
}

function leastLikely(waiting: ReadonlySet<number>, lower: Float64Array, upper: Float64Array, variance: Float64Array, shift: Float64Array): number {
  let [least, pivot] = [Infinity, -1];
  for (const i of waiting) {
    const root = Math.sqrt(variance[i]);
    const chance = normalCdf((upper[i] - shift[i]) / root) - normalCdf((lower[i] - shift[i]) / root);
    if (chance < least) [least, pivot] = [chance, i];
  }
  return pivot;
}

/** Mean of a standard normal between two limits. */
function meanWithin(low: number, high: number): number {
  const chance = normalCdf(high) - normalCdf(low);
  if (!(chance > 1e-12)) return Number.isFinite(low) && low > 0 ? low : Number.isFinite(high) ? high : 0;
  return (normalDensity(low) - normalDensity(high)) / chance;
}

function rowsOf(factor: Float64Array, order: readonly number[], groups: readonly number[], size: number): Float64Array {
  const rank = groups.length;
  const rows = new Float64Array(size * rank);
  for (let row = 0, k = 0; row < size; row++) {
    if (row === groups[k]) k++;
    for (let j = 0; j <= k; j++) rows[row * rank + j] = factor[order[row] * size + j];
  }
  return rows;
}

function limitsOf(order: readonly number[], lower: Float64Array, upper: Float64Array): { readonly lower: Float64Array; readonly upper: Float64Array } {
  return { lower: Float64Array.from(order, (i) => lower[i]), upper: Float64Array.from(order, (i) => upper[i]) };
}
