import { addTo, compensatedTotals, totalOf } from '../math/compensated-totals.ts';
import { addGram } from '../math/gram.ts';
import { blockRows, inWorkspace } from '../math/simd/workspace.ts';
import { emptyMoments, type Moments } from './moments.ts';

export type WeightKind = 'frequency' | 'precision' | 'sampling';

/** One weight a row, not negative. A frequency counts equal rows; a precision is proportional to 1 / variance; a sampling weight to 1 / probability. */
export interface RowWeights {
  readonly values: Float64Array;
  readonly kind: WeightKind;
}

/** Which rows to read: their indices, or all from `start` up to but not including `end`. */
export type RowRange = Int32Array | { readonly start: number; readonly end: number };

/**
 * Moments of columns in memory, by two passes: the means, then products of deviations in blocks that stay in the cache.
 *
 * Shapes    columns of equal length, without NaN or infinities.
 */
export function momentsOf(columns: Readonly<Record<string, Float64Array>>, weight?: RowWeights, rows?: RowRange): Moments {
  const names = Object.keys(columns);
  const values = names.map((name) => columns[name]);
  const read = rows ?? { start: 0, end: values[0]?.length ?? weight?.values.length ?? 0 };
  const count = read instanceof Int32Array ? read.length : read.end - read.start;
  const sizes = sizesOf(weight, read, count);
  if (sizes.weight === 0) return { ...emptyMoments(names), ...sizes };
  const pilot = values.map((column) => roundedTo(rangeOf(column, read, count), sumOf(column, weight?.values, read, count) / sizes.weight));
  return { columns: names, ...sizes, ...centred(values, pilot, weight?.values, read, count, sizes.weight) };
}

function sizesOf(weight: RowWeights | undefined, rows: RowRange, count: number): Pick<Moments, 'n' | 'weight' | 'weightSquares'> {
  if (weight === undefined) return { n: count, weight: count, weightSquares: count };
  const total = sumOf(weight.values, undefined, rows, count);
  if (weight.kind === 'frequency') return { n: total, weight: total, weightSquares: total };
  return { n: count, weight: total, weightSquares: sumOf(weight.values, weight.values, rows, count) };
}

function sumOf(column: Float64Array, weights: Float64Array | undefined, rows: RowRange, count: number): number {
  const sums = compensatedTotals(1);
  for (let from = 0; from < count; from += blockRows) {
    const to = Math.min(from + blockRows, count);
    addTo(sums, 0, weights === undefined ? blockSum(column, rows, from, to) : weighedBlockSum(column, weights, rows, from, to));
  }
  return totalOf(sums, 0);
}

function blockSum(column: Float64Array, rows: RowRange, from: number, to: number): number {
  let sum = 0;
  if (rows instanceof Int32Array) for (let r = from; r < to; r++) sum += column[rows[r]];
  else for (let r = from; r < to; r++) sum += column[rows.start + r];
  return sum;
}

function weighedBlockSum(column: Float64Array, weights: Float64Array, rows: RowRange, from: number, to: number): number {
  let sum = 0;
  for (let r = from; r < to; r++) {
    const row = rows instanceof Int32Array ? rows[r] : rows.start + r;
    sum += column[row] * weights[row];
  }
  return sum;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function rangeOf(column: Float64Array, rows: RowRange, count: number): Range {
  let low = Infinity;
  let high = -Infinity;
  for (let r = 0; r < count; r++) {
    const value = column[rows instanceof Int32Array ? rows[r] : rows.start + r];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

// A mean with few bits leaves deviations that subtraction does not round; it is off by 1/8192 of the range at most.
function roundedTo({ low, high }: Range, mean: number): number {
  if (low === high) return low;
  const grid = 2 ** (Math.floor(Math.log2(high - low)) - 12);
  const rounded = Math.round(mean / grid) * grid;
  return Number.isFinite(rounded) ? rounded : mean;
}

// The distance of the pilot from the mean is taken out again: means gain, and co-moments lose, what the deviations still sum to.
function centred(
  values: readonly Float64Array[],
  pilot: readonly number[],
  weights: Float64Array | undefined,
  rows: RowRange,
  count: number,
  weight: number,
): Pick<Moments, 'mean' | 'comoment'> {
  const p = values.length;
  const products = compensatedTotals(p * p);
  const sums = compensatedTotals(p);
  inWorkspace(p, ({ plain, heavy: weighed, vectors: [weightBlock] }) => {
    const { stride } = plain;
    const heavy = weights === undefined ? plain : weighed;
    for (let from = 0; from < count; from += blockRows) {
      const size = Math.min(blockRows, count - from);
      for (let c = 0; c < p; c++) gather(values[c], rows, from, size, pilot[c], plain.values, c * stride);
      if (weights !== undefined) {
        gather(weights, rows, from, size, 0, weightBlock, 0);
        for (let c = 0; c < p; c++) for (let r = 0; r < size; r++) heavy.values[c * stride + r] = weightBlock[r] * plain.values[c * stride + r];
      }
      for (let c = 0; c < p; c++) {
        let sum = 0;
        for (let r = 0; r < size; r++) sum += heavy.values[c * stride + r];
        addTo(sums, c, sum);
      }
      addGram(plain, heavy, size, products);
    }
  });
  const comoment = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = i; j < p; j++) {
      const between = totalOf(sums, i) * (totalOf(sums, j) / weight);
      comoment[i * p + j] = products.total[i * p + j] + (products.lost[i * p + j] - between);
      comoment[j * p + i] = comoment[i * p + j];
    }
  }
  return { mean: Float64Array.from(pilot, (mean, c) => mean + totalOf(sums, c) / weight), comoment };
}

function gather(column: Float64Array, rows: RowRange, from: number, size: number, shift: number, target: Float64Array, at: number): void {
  if (rows instanceof Int32Array) for (let r = 0; r < size; r++) target[at + r] = column[rows[from + r]] - shift;
  else for (let r = 0; r < size; r++) target[at + r] = column[rows.start + from + r] - shift;
}
