import { normalTail } from '../normal.ts';

/** The chance that the largest variable exceeds z: from each shift of the lattice, so that the spread of the answers tells their error. */
export type Exceeds = (z: number) => Float64Array;

/**
 * z -> the scaled mean of the normal tails beyond max(z, start), one mean a set of sorted starts.
 *
 * Model     at z = -Infinity the answer must be one: how far a set is off there, times its regression on that (a control variate over all
 *           sets), is taken off its answer.
 * Shapes    sets: all of one length, ascending.
 */
export function tailsOfStarts(sets: readonly Float64Array[], scale: number): Exceeds {
  const tails = sets.map(tailSums);
  const share = scale / sets[0].length;
  const every = tails.map(({ first }) => share * first[0]);
  const meanOfAll = meanOf(every);
  const squares = share * scale * meanOf(tails.map(({ second }) => second[0]));
  const variance = squares - meanOfAll ** 2;
  return (z) => {
    const tail = normalTail(z);
    const found = new Float64Array(sets.length);
    let products = 0;
    for (let s = 0; s < sets.length; s++) {
      const below = countUpTo(sets[s], z);
      const { first, second } = tails[s];
      found[s] = share * (below * tail + first[below]);
      products += tail * (first[0] - first[below]) + second[below];
    }
    const covariance = (share * scale * products) / sets.length - meanOf(found) * meanOfAll;
    const slope = variance > 1e-12 ? covariance / variance : 0;
    return found.map((x, s) => x - slope * (every[s] - 1));
  };
}

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;

/** Sums of the normal tail and of its square over the sorted starts from place k on. */
function tailSums(sorted: Float64Array): { readonly first: Float64Array; readonly second: Float64Array } {
  const first = new Float64Array(sorted.length + 1);
  const second = new Float64Array(sorted.length + 1);
  for (let k = sorted.length - 1; k >= 0; k--) {
    const tail = normalTail(sorted[k]);
    first[k] = first[k + 1] + tail;
    second[k] = second[k + 1] + tail * tail;
  }
  return { first, second };
}

function countUpTo(sorted: Float64Array, z: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= z) low = middle + 1;
    else high = middle;
  }
  return low;
}
