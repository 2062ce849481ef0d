import type { Kernel } from '../kernels.ts';
import { firstAbove, type ScoredRows } from '../scored-rows.ts';

/** A local line on one side at a bandwidth: its bias per unit of curvature and the sum of its squared weights; none where it has one score only. */
export type SideLine = (width: number) => { readonly bias: number; readonly squares: number } | undefined;

/** Sums are kept at every so many rows: a bandwidth between them adds no more rows than that. */
const block = 256;
const powers = 7;

/** Kernels as polynomials of the distance over the bandwidth, constant first. */
const polynomials: { readonly [K in Kernel]: readonly number[] } = { triangular: [1, -1], uniform: [0.5], epanechnikov: [0.75, 0, -0.75] };

/**
 * What bias and variance of local lines need, at any bandwidth without going through the rows again.
 *
 * Model    Weights are polynomials of the distance, so that sums over rows within a bandwidth follow from sums of powers of distances, nearest first.
 * Shapes   distances of the rows of a side, and each distinct one once; both ascending.
 */
export function sideLines(distances: Float64Array, distinct: Float64Array, kernel: Kernel): SideLine {
  const most = distances[distances.length - 1];
  const kept = new Float64Array((Math.floor(distances.length / block) + 1) * powers);
  const running = new Float64Array(powers);
  const add = (sums: Float64Array, distance: number): void => {
    let power = 1;
    for (let k = 0; k < powers; k++) {
      sums[k] += power;
      power *= distance / most;
    }
  };
  for (let i = 0; i < distances.length; i++) {
    if (i % block === 0) kept.set(running, (i / block) * powers);
    add(running, distances[i]);
  }
  if (distances.length % block === 0) kept.set(running, (distances.length / block) * powers);
  const weight = polynomials[kernel];
  const squared = product(weight, weight);
  return (width) => {
    // A kernel that falls to zero gives no weight to the score at the bandwidth itself.
    if (!(distinct.length > 1 && (kernel === 'uniform' ? distinct[1] <= width : distinct[1] < width))) return undefined;
    const to = firstAbove(distances, 0, distances.length, width);
    const start = Math.floor(to / block);
    const sums = kept.slice(start * powers, (start + 1) * powers);
    for (let i = start * block; i < to; i++) add(sums, distances[i]);
    for (let k = 0; k < powers; k++) sums[k] *= (most / width) ** k;
    const along = (polynomial: readonly number[]): number => polynomial.reduce((sum, c, k) => sum + c * sums[k], 0);
    const [s0, s1, s2, s3] = [0, 1, 2, 3].map((k) => along(product(weight, monomial(k))));
    const determinant = s0 * s2 - s1 * s1;
    return {
      bias: (-(s2 * s2 - s1 * s3) / determinant) * width * width,
      squares: along(product(squared, [s2 * s2, -2 * s1 * s2, s1 * s1])) / determinant ** 2,
    };
  };
}

const monomial = (k: number): readonly number[] => [...new Array<number>(k).fill(0), 1];

function product(a: readonly number[], b: readonly number[]): readonly number[] {
  const found = new Array<number>(a.length + b.length - 1).fill(0);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) found[i + j] += x * y;
  return found;
}

/** Distances of the rows of both sides, ascending. */
export function distancesOf({ score, below }: ScoredRows): { readonly below: Float64Array; readonly above: Float64Array } {
  return { below: score.slice(0, below).reverse().map(Math.abs), above: score.subarray(below) };
}
