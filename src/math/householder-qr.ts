import { dot } from './dot.ts';

/** A column that is a sum of earlier ones, and which of those it needs (none: the column is zero). */
export interface Dependency {
  readonly column: number;
  readonly on: readonly number[];
}

/** columns[kept] = q r. */
export interface QrFactors {
  /** The columns that are not sums of earlier ones. */
  readonly kept: readonly number[];
  readonly dependent: readonly Dependency[];
  /** As many orthonormal columns as were kept. */
  readonly q: readonly Float64Array[];
  /** Upper triangle, kept × kept, row-major. */
  readonly r: Float64Array;
}

/** What is left of a column, relative to its length, when only rounding is left of it. */
const ROUNDING = 2 ** -40;

/**
 * QR factors by Householder reflections, without pivoting. Columns are first scaled by powers of two to lengths near one, so that
 * units of measurement do not matter.
 *
 * Shapes    columns of equal length.
 * Source    Golub & Van Loan (2013), Matrix Computations, section 5.2.
 */
export function householderQr(columns: readonly Float64Array[]): QrFactors {
  const rows = columns[0]?.length ?? 0;
  const scale = columns.map(powerOfTwoNear);
  const work = columns.map((column, j) => column.map((value) => value / scale[j]));
  const kept: number[] = [];
  const dependent: Dependency[] = [];
  const reflectors: Float64Array[] = [];
  for (let j = 0; j < columns.length; j++) {
    const column = work[j];
    const rank = kept.length;
    const length = lengthFrom(column, 0);
    const left = lengthFrom(column, rank);
    if (left <= ROUNDING * length) {
      dependent.push({ column: j, on: supportOf(work, kept, column, length) });
      continue;
    }
    const reflector = reflectorOf(column, rank, left);
    column[rank] = column[rank] > 0 ? -left : left;
    for (let next = j + 1; next < columns.length; next++) reflect(reflector, rank, work[next]);
    reflectors.push(reflector);
    kept.push(j);
  }
  const r = new Float64Array(kept.length ** 2);
  for (let i = 0; i < kept.length; i++) for (let c = i; c < kept.length; c++) r[i * kept.length + c] = work[kept[c]][i] * scale[kept[c]];
  return { kept, dependent, q: kept.map((_, c) => orthonormalColumn(reflectors, c, rows)), r };
}

/** The inverse of an upper triangle (size × size). */
export function upperInverse(r: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    inverse[j * size + j] = 1 / r[j * size + j];
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let l = i + 1; l <= j; l++) sum -= r[i * size + l] * inverse[l * size + j];
      inverse[i * size + j] = sum / r[i * size + i];
    }
  }
  return inverse;
}

/** The x with r x = b, for an upper triangle r. */
export function upperSolve(r: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = b.slice();
  for (let i = size - 1; i >= 0; i--) {
    for (let l = i + 1; l < size; l++) x[i] -= r[i * size + l] * x[l];
    x[i] /= r[i * size + i];
  }
  return x;
}

function powerOfTwoNear(column: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < column.length; i++) largest = Math.max(largest, Math.abs(column[i]));
  if (largest === 0) return 1;
  let squares = 0;
  for (let i = 0; i < column.length; i++) squares += (column[i] / largest) ** 2;
  return 2 ** Math.round(Math.log2(largest * Math.sqrt(squares)));
}

function lengthFrom(column: Float64Array, from: number): number {
  return Math.sqrt(dot(column, column, column.length - from, from, from));
}

// v with v'v = 2, so that I − v v' turns the column from `rank` down into one entry.
function reflectorOf(column: Float64Array, rank: number, length: number): Float64Array {
  const v = column.slice(rank);
  v[0] += v[0] > 0 ? length : -length;
  const norm = lengthFrom(v, 0) * Math.SQRT1_2;
  for (let i = 0; i < v.length; i++) v[i] /= norm;
  return v;
}

function reflect(v: Float64Array, rank: number, column: Float64Array): void {
  const along = dot(v, column, v.length, 0, rank);
  for (let i = 0; i < v.length; i++) column[rank + i] -= along * v[i];
}

function orthonormalColumn(reflectors: readonly Float64Array[], c: number, rows: number): Float64Array {
  const column = new Float64Array(rows);
  column[c] = 1;
  for (let k = reflectors.length - 1; k >= 0; k--) reflect(reflectors[k], k, column);
  return column;
}

function supportOf(work: readonly Float64Array[], kept: readonly number[], column: Float64Array, length: number): readonly number[] {
  const size = kept.length;
  const r = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let c = i; c < size; c++) r[i * size + c] = work[kept[c]][i];
  const share = upperSolve(r, column.slice(0, size));
  return kept.filter((_, c) => Math.abs(share[c]) > 1e-6 * length);
}
