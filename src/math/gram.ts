import { addTo, type CompensatedTotals } from './compensated-totals.ts';
import { kernelsFor, placeOf, type Simd } from './simd/simd.ts';

const SPLIT = 2 ** 27 + 1;

/** Up to so many rows there is time for sums and products in twice the working precision. */
const FEW_ROWS = 256;

/** A block of rows, one column after the other: row r of column c is `values[c * stride + r]`. */
export interface RowBlock {
  readonly values: Float64Array;
  readonly stride: number;
  readonly columns: number;
}

/**
 * Adds the upper triangle of left'right over the first `rows` rows to `sums` (columns × columns, row-major).
 * `right` may be `left`, or `left` with its rows scaled by weights, so that the product is symmetric.
 */
export function addGram(left: RowBlock, right: RowBlock, rows: number, sums: CompensatedTotals): void {
  const { columns } = left;
  const kernels = kernelsFor(left.values, right.values);
  for (let i = 0; i < columns; i += 4) {
    for (let j = i; j < columns; j += 4) {
      if (i + 4 > columns || j + 4 > columns || rows <= FEW_ROWS) addExactly(left, right, rows, sums, i, j);
      else if (kernels) addStrips(kernels, left, right, rows, sums, i, j);
      else addTile(left, right, rows, sums, i, j);
    }
  }
}

/** A tile of four by four, two columns at a time and rows in pairs; a last row without one by itself. */
function addStrips(kernels: Simd, left: RowBlock, right: RowBlock, rows: number, sums: CompensatedTotals, i: number, j: number): void {
  const pairs = rows - (rows % 2);
  const at = (block: RowBlock, column: number): number => placeOf(block.values) + column * block.stride;
  for (const half of [0, 2]) {
    const strip = kernels.strip(at(left, i + half), at(right, j), left.stride, pairs);
    for (let e = 0; e < 8; e++) {
      const [a, b] = [i + half + (e >> 2), j + (e & 3)];
      const last = rows > pairs ? left.values[a * left.stride + pairs] * right.values[b * right.stride + pairs] : 0;
      addTo(sums, a * left.columns + b, strip[e] + last);
    }
  }
}

function addExactly(left: RowBlock, right: RowBlock, rows: number, sums: CompensatedTotals, iFrom: number, jFrom: number): void {
  const { columns } = left;
  for (let i = iFrom; i < Math.min(iFrom + 4, columns); i++) {
    for (let j = Math.max(i, jFrom); j < Math.min(jFrom + 4, columns); j++) addProduct(left, i, right, j, rows, sums);
  }
}

// In twice the working precision (see compensated-sum.ts).
function addProduct(left: RowBlock, i: number, right: RowBlock, j: number, rows: number, sums: CompensatedTotals): void {
  const a = left.values;
  const b = right.values;
  const aFrom = i * left.stride;
  const bFrom = j * right.stride;
  let sum = 0;
  let lost = 0;
  for (let r = 0; r < rows; r++) {
    const x = a[aFrom + r];
    const y = b[bFrom + r];
    const product = x * y;
    const bigX = x * SPLIT;
    const highX = bigX - (bigX - x);
    const lowX = x - highX;
    const bigY = y * SPLIT;
    const highY = bigY - (bigY - y);
    const lowY = y - highY;
    const next = sum + product;
    const part = next - sum;
    lost += sum - (next - part) + (product - part) + (lowX * lowY - (product - highX * highY - lowX * highY - highX * lowY));
    sum = next;
  }
  addTo(sums, i * left.columns + j, sum);
  sums.lost[i * left.columns + j] += lost;
}

// Sixteen sums at a time, so that a value once read is used four times.
function addTile(left: RowBlock, right: RowBlock, rows: number, sums: CompensatedTotals, i: number, j: number): void {
  const { columns } = left;
  const a = left.values;
  const b = right.values;
  const a0 = i * left.stride;
  const a1 = a0 + left.stride;
  const a2 = a1 + left.stride;
  const a3 = a2 + left.stride;
  const b0 = j * right.stride;
  const b1 = b0 + right.stride;
  const b2 = b1 + right.stride;
  const b3 = b2 + right.stride;
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0;
  let s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0;
  let s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  for (let r = 0; r < rows; r++) {
    const x0 = a[a0 + r];
    const x1 = a[a1 + r];
    const x2 = a[a2 + r];
    const x3 = a[a3 + r];
    const y0 = b[b0 + r];
    const y1 = b[b1 + r];
    const y2 = b[b2 + r];
    const y3 = b[b3 + r];
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
    s20 += x2 * y0;
    s21 += x2 * y1;
    s22 += x2 * y2;
    s23 += x2 * y3;
    s30 += x3 * y0;
    s31 += x3 * y1;
    s32 += x3 * y2;
    s33 += x3 * y3;
  }
  const tile = [s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33];
  for (let e = 0; e < 16; e++) addTo(sums, (i + (e >> 2)) * columns + j + (e & 3), tile[e]);
}
