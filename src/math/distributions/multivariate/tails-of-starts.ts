import { normalDensity, normalTail } from '../normal.ts';

/** The chance that the largest variable exceeds z: from each shift of the lattice, so that the spread of the answers tells their error. */
export type Exceeds = (z: number) => Float64Array;

/**
 * z -> the scaled mean of the normal tails beyond max(z, start), one mean a set of starts.
 *
 * Model     at z = -Infinity the answer must be one: how far a set is off there, times its regression on that (a control variate over all
 *           sets), is taken off its answer.
 * Shapes    sets: all of one length, in any order.
 */
export function tailsOfStarts(sets: readonly Float64Array[], scale: number): Exceeds {
  const tails = sets.map(inCells);
  const share = scale / sets[0].length;
  const whole = tails.map((set) => beyond(set, -Infinity));
  const every = whole.map(({ first }) => share * first);
  const meanOfAll = meanOf(every);
  const squares = share * scale * meanOf(whole.map(({ second }) => second));
  const variance = squares - meanOfAll ** 2;
  return (z) => {
    const tail = normalTail(z);
    const found = new Float64Array(sets.length);
    let products = 0;
    for (let s = 0; s < sets.length; s++) {
      const { below, first, second } = beyond(tails[s], z);
      found[s] = share * (below * tail + first);
      products += tail * (whole[s].first - first) + second;
    }
    const covariance = (share * scale * products) / sets.length - meanOf(found) * meanOfAll;
    const slope = variance > 1e-12 ? covariance / variance : 0;
    return found.map((x, s) => x - slope * (every[s] - 1));
  };
}

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;

/** Cells of the line between the ends, the first and the last of them open. */
const [lowest, perUnit, cells] = [-8, 512, 16 * 512];
const cellOf = (x: number): number => Math.max(0, Math.min(cells - 1, Math.floor((x - lowest) * perUnit)));

/** Starts by cell, in each in any order: sorting them takes most of the time. Those at infinity have no tail, and are below no limit. */
interface Starts {
  readonly ordered: Float64Array;
  /** Where a cell begins in that order. */
  readonly from: Int32Array;
  /** Sums of the tail and of its square over the starts from a cell on. */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

function inCells(starts: Float64Array): Starts {
  const from = new Int32Array(cells + 1);
  const [first, second] = [new Float64Array(cells + 1), new Float64Array(cells + 1)];
  const tailOf = tailInCell();
  for (const start of starts) {
    if (start === Infinity) continue;
    const cell = cellOf(start);
    const tail = tailOf(start, cell);
    from[cell + 1] += 1;
    first[cell] += tail;
    second[cell] += tail * tail;
  }
  for (let cell = 0; cell < cells; cell++) from[cell + 1] += from[cell];
  for (let cell = cells - 1; cell >= 0; cell--) {
    first[cell] += first[cell + 1];
    second[cell] += second[cell + 1];
  }
  const ordered = new Float64Array(from[cells]);
  const next = from.slice();
  for (const start of starts) if (start < Infinity) ordered[next[cellOf(start)]++] = start;
  return { ordered, from, first, second };
}

/** How many starts lie up to z, and sums of the tail and of its square over the others. */
function beyond({ ordered, from, first, second }: Starts, z: number): { readonly below: number; readonly first: number; readonly second: number } {
  const cell = cellOf(z);
  let [below, sum, squares] = [from[cell], first[cell + 1], second[cell + 1]];
  for (let k = from[cell]; k < from[cell + 1]; k++) {
    if (ordered[k] <= z) below++;
    else {
      const tail = normalTail(ordered[k]);
      sum += tail;
      squares += tail * tail;
    }
  }
  return { below, first: sum, second: squares };
}

let expanded: { readonly tail: Float64Array; readonly density: Float64Array } | undefined;

/** The normal tail of a number in a cell: five terms of its Taylor series about the middle, of which the next is below 1e-12 of it. */
function tailInCell(): (x: number, cell: number) => number {
  const middleOf = (cell: number): number => lowest + (cell + 0.5) / perUnit;
  expanded ??= {
    tail: Float64Array.from({ length: cells }, (_, cell) => normalTail(middleOf(cell))),
    density: Float64Array.from({ length: cells }, (_, cell) => normalDensity(middleOf(cell))),
  };
  const { tail, density } = expanded;
  return (x, cell) => {
    if (cell === 0 || cell === cells - 1) return normalTail(x);
    const c = middleOf(cell);
    const h = x - c;
    return tail[cell] - density[cell] * h * (1 - (h * (c - (h * (c * c - 1 - (h * c * (c * c - 3)) / 4)) / 3)) / 2);
  };
}
