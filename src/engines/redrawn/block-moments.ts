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

/** Rows of a block, column after column, and behind them a sum of each. */
export const blockFor = (columns: number): Float64Array => new Float64Array(columns * (blockRows + 1));

/**
 * Adds the rows of a block of which all columns are known and that are taken.
 *
 * Shapes   `block`: room for as many columns as there are names.
 */
export function addBlock(to: Gathering, slots: readonly Slot[], taken: Slot | undefined, rows: number, block: Float64Array): void {
  const p = slots.length;
  const kept = centred(to, slots, taken, rows, block);
  const pairs = (kept + 3) & ~3;
  // What stands behind the last row must add nothing.
  for (let c = 0; c < p; c++) for (let r = kept; r < pairs; r++) block[c * blockRows + r] = 0;
  for (let i = 0; i < p; i++)
    for (let j = i; j < p; j += 2) {
      if (j + 1 < p) addTwo(block, i * blockRows, j * blockRows, pairs, to.products, i * p + j);
      else addOne(block, i * blockRows, j * blockRows, pairs, to.products, i * p + j);
    }
  to.n += kept;
}

/** Columns less their pilots, of the rows that are kept; gives their number. */
function centred(to: Gathering, slots: readonly Slot[], taken: Slot | undefined, rows: number, block: Float64Array): number {
  if (taken) return centredOneByOne(to, slots, taken, rows, block);
  if (!to.isBegun) begin(to, slots, rows);
  for (let c = 0; c < slots.length; c++) block[blockRows * slots.length + c] = lessPilot(slots[c], to.pilot[c], rows, block, c * blockRows);
  for (let c = 0; c < slots.length; c++)
    // A sum of known numbers is one; infinities are found at the end.
    if (Number.isNaN(block[blockRows * slots.length + c])) return centredOneByOne(to, slots, undefined, rows, block);
  for (let c = 0; c < slots.length; c++) to.sums[c] += block[blockRows * slots.length + c];
  return rows;
}

function lessPilot({ values, from }: Slot, pilot: number, rows: number, block: Float64Array, at: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let r = 0;
  for (; r + 3 < rows; r += 4) {
    const x0 = values[from + r] - pilot;
    const x1 = values[from + r + 1] - pilot;
    const x2 = values[from + r + 2] - pilot;
    const x3 = values[from + r + 3] - pilot;
    block[at + r] = x0;
    block[at + r + 1] = x1;
    block[at + r + 2] = x2;
    block[at + r + 3] = x3;
    s0 += x0;
    s1 += x1;
    s2 += x2;
    s3 += x3;
  }
  for (; r < rows; r++) {
    block[at + r] = values[from + r] - pilot;
    s0 += block[at + r];
  }
  return s0 + s1 + s2 + s3;
}

function centredOneByOne(to: Gathering, slots: readonly Slot[], taken: Slot | undefined, rows: number, block: Float64Array): number {
  let kept = 0;
  for (let r = 0; r < rows; r++) {
    if (taken && taken.values[taken.from + r] !== 1) continue;
    let isKnown = true;
    for (let c = 0; c < slots.length; c++) if (Number.isNaN(slots[c].values[slots[c].from + r])) isKnown = false;
    if (!isKnown) {
      to.dropped++;
      continue;
    }
    // The first row that is kept is near enough where no block was whole before.
    if (!to.isBegun) for (let c = 0; c < slots.length; c++) to.pilot[c] = slots[c].values[slots[c].from + r];
    to.isBegun = true;
    for (let c = 0; c < slots.length; c++) {
      const value = slots[c].values[slots[c].from + r] - to.pilot[c];
      block[c * blockRows + kept] = value;
      to.sums[c] += value;
    }
    kept++;
  }
  return kept;
}

/** The mean of the first rows is near that of all. */
function begin(to: Gathering, slots: readonly Slot[], rows: number): void {
  const means = slots.map(({ values, from }) => values.subarray(from, from + rows).reduce((sum, x) => sum + x, 0) / rows);
  if (means.some((mean) => Number.isNaN(mean))) return;
  to.pilot.set(means);
  to.isBegun = true;
}

function addOne(block: Float64Array, a: number, b: number, rows: number, products: Float64Array, at: number): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let r = 0; r < rows; r += 4) {
    s0 += block[a + r] * block[b + r];
    s1 += block[a + r + 1] * block[b + r + 1];
    s2 += block[a + r + 2] * block[b + r + 2];
    s3 += block[a + r + 3] * block[b + r + 3];
  }
  products[at] += s0 + s1 + s2 + s3;
}

/** One column with two others, so that what is read once is used twice. */
function addTwo(block: Float64Array, a: number, b: number, rows: number, products: Float64Array, at: number): void {
  const c = b + blockRows;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let t0 = 0;
  let t1 = 0;
  let t2 = 0;
  let t3 = 0;
  for (let r = 0; r < rows; r += 4) {
    const x0 = block[a + r];
    const x1 = block[a + r + 1];
    const x2 = block[a + r + 2];
    const x3 = block[a + r + 3];
    s0 += x0 * block[b + r];
    s1 += x1 * block[b + r + 1];
    s2 += x2 * block[b + r + 2];
    s3 += x3 * block[b + r + 3];
    t0 += x0 * block[c + r];
    t1 += x1 * block[c + r + 1];
    t2 += x2 * block[c + r + 2];
    t3 += x3 * block[c + r + 3];
  }
  products[at] += s0 + s1 + s2 + s3;
  products[at + 1] += t0 + t1 + t2 + t3;
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
