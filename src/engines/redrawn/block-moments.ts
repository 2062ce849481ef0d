import type { Moments } from '../../moments/moments.ts';
import { blockRows, type Slot } from './run-block.ts';

/** Moments of a group that blocks of rows are added to, about a pilot near the means. */
export interface Gathering {
  readonly names: readonly string[];
  readonly pilot: Float64Array;
  readonly sums: Float64Array;
  /** Upper triangle. */
  readonly products: Float64Array;
  n: number;
  dropped: number;
  isBegun: boolean;
}

export function gathering(names: readonly string[]): Gathering {
  const p = names.length;
  return { names, pilot: new Float64Array(p), sums: new Float64Array(p), products: new Float64Array(p * p), n: 0, dropped: 0, isBegun: false };
}

/** Rows of a block, column after column. */
export const blockFor = (columns: number): Float64Array => new Float64Array(Math.max(1, columns) * blockRows);

/**
 * Adds the rows of a block of which all columns are known and that are taken.
 *
 * Shapes   `block`: room for as many columns as there are names.
 */
export function addBlock(to: Gathering, slots: readonly Slot[], taken: Slot | undefined, rows: number, block: Float64Array): void {
  const p = slots.length;
  const kept = copied(slots, taken, rows, block, to);
  if (kept === 0) return;
  if (!to.isBegun) begin(to, block, kept);
  for (let c = 0; c < p; c++) {
    const [at, pilot] = [c * blockRows, to.pilot[c]];
    let sum = 0;
    for (let r = at; r < at + kept; r++) {
      block[r] -= pilot;
      sum += block[r];
    }
    to.sums[c] += sum;
  }
  for (let i = 0; i < p; i++)
    for (let j = i; j < p; j += 2) {
      if (j + 1 < p) addTwo(block, i * blockRows, j * blockRows, kept, to.products, i * p + j);
      else addOne(block, i * blockRows, j * blockRows, kept, to.products, i * p + j);
    }
  to.n += kept;
}

/** Copies the columns to the block, row by row only where some rows are left out; gives the number of rows. */
function copied(slots: readonly Slot[], taken: Slot | undefined, rows: number, block: Float64Array, to: Gathering): number {
  let checked = 0;
  for (let c = 0; c < slots.length; c++) {
    const { values, from } = slots[c];
    const at = c * blockRows;
    for (let r = 0; r < rows; r++) {
      const value = values[from + r];
      block[at + r] = value;
      checked += value;
    }
  }
  // A sum of known numbers is one; infinities are found at the end.
  if (!taken && !Number.isNaN(checked)) return rows;
  let kept = 0;
  for (let r = 0; r < rows; r++) {
    if (taken && taken.values[taken.from + r] !== 1) continue;
    let isKnown = true;
    for (let c = 0; c < slots.length; c++) if (Number.isNaN(block[c * blockRows + r])) isKnown = false;
    if (!isKnown) {
      to.dropped++;
      continue;
    }
    for (let c = 0; c < slots.length; c++) block[c * blockRows + kept] = block[c * blockRows + r];
    kept++;
  }
  return kept;
}

/** The mean of the first rows is near that of all. */
function begin(to: Gathering, block: Float64Array, rows: number): void {
  for (let c = 0; c < to.pilot.length; c++) {
    let sum = 0;
    for (let r = c * blockRows; r < c * blockRows + rows; r++) sum += block[r];
    to.pilot[c] = sum / rows;
  }
  to.isBegun = true;
}

function addOne(block: Float64Array, a: number, b: number, rows: number, products: Float64Array, at: number): void {
  let [s0, s1] = [0, 0];
  let r = 0;
  for (; r + 1 < rows; r += 2) {
    s0 += block[a + r] * block[b + r];
    s1 += block[a + r + 1] * block[b + r + 1];
  }
  if (r < rows) s0 += block[a + r] * block[b + r];
  products[at] += s0 + s1;
}

/** One column with two others, so that what is read once is used twice. */
function addTwo(block: Float64Array, a: number, b: number, rows: number, products: Float64Array, at: number): void {
  const c = b + blockRows;
  let [s0, s1, t0, t1] = [0, 0, 0, 0];
  let r = 0;
  for (; r + 1 < rows; r += 2) {
    const [x, y] = [block[a + r], block[a + r + 1]];
    s0 += x * block[b + r];
    s1 += y * block[b + r + 1];
    t0 += x * block[c + r];
    t1 += y * block[c + r + 1];
  }
  if (r < rows) {
    s0 += block[a + r] * block[b + r];
    t0 += block[a + r] * block[c + r];
  }
  products[at] += s0 + s1;
  products[at + 1] += t0 + t1;
}

/** The moments of what was gathered; undefined where a number is not finite, which the plain engine has words for. */
export function momentsIn({ names, pilot, sums, products, n }: Gathering): Moments | undefined {
  const p = names.length;
  const comoment = new Float64Array(p * p);
  for (let i = 0; i < p; i++)
    for (let j = i; j < p; j++) {
      const value = n === 0 ? 0 : products[i * p + j] - (sums[i] * sums[j]) / n;
      comoment[i * p + j] = value;
      comoment[j * p + i] = value;
    }
  const mean = pilot.map((of, c) => (n === 0 ? 0 : of + sums[c] / n));
  if (!mean.every(Number.isFinite) || !comoment.every(Number.isFinite)) return undefined;
  return { columns: names, n, weight: n, weightSquares: n, mean, comoment };
}
