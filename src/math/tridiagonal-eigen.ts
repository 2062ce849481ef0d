import { identity, multiplyVector } from './matrix.ts';
import { type SymmetricEigen, symmetricEigen } from './symmetric-eigenvalues.ts';

/**
 * Eigenvalues and eigenvectors of a symmetric matrix (size × size) as rotations find them, in a seventh of the time at a hundred columns; small eigenvalues are accurate to rounding of the largest.
 *
 * Model     reflections make it tridiagonal, QL steps with implicit shifts diagonal. A row that takes more than 60 of them is left to rotations.
 * Source    Golub & Van Loan (2013), Matrix Computations, sections 8.3.1 and 8.3.3.
 */
export function tridiagonalEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const { diagonal, beside, vectors } = tridiagonal(matrix, size);
  for (let from = 0; from < size; from++) {
    for (let left = 60; ; left--) {
      let end = from;
      while (end < size - 1 && Math.abs(beside[end]) > Number.EPSILON * (Math.abs(diagonal[end]) + Math.abs(diagonal[end + 1]))) end++;
      if (end === from) break;
      if (left === 0) return symmetricEigen(matrix, size);
      chase(diagonal, beside, vectors, from, end);
    }
  }
  const order = Array.from(diagonal.keys()).sort((e, f) => diagonal[e] - diagonal[f]);
  const sorted = new Float64Array(size * size);
  for (const [place, e] of order.entries()) sorted.set(vectors.subarray(e * size, (e + 1) * size), place * size);
  return { values: Float64Array.from(order, (e) => diagonal[e]), vectors: sorted };
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** Entry i stands between i and i + 1; the last is zero. */
  readonly beside: Float64Array;
  /** The transpose of what turns the matrix: rows become eigenvectors. */
  readonly vectors: Float64Array;
}

function tridiagonal(matrix: Float64Array, size: number): Tridiagonal {
  const a = matrix.slice();
  const vectors = identity(size);
  const beside = new Float64Array(size);
  for (let k = 0; k < size - 1; k++) {
    // The reflection that leaves of column k, below its diagonal, the first entry alone.
    const v = new Float64Array(size);
    let squares = 0;
    for (let i = k + 1; i < size; i++) {
      v[i] = a[i * size + k];
      squares += v[i] ** 2;
    }
    const length = Math.sqrt(squares) * (v[k + 1] > 0 ? -1 : 1);
    beside[k] = length;
    v[k + 1] -= length;
    const half = squares - length * a[(k + 1) * size + k];
    if (half === 0) continue;
    reflect(a, vectors, size, k, v, 1 / half);
  }
  return { diagonal: Float64Array.from({ length: size }, (_, i) => a[i * size + i]), beside, vectors };
}

/** I - scale v v', from both sides of the matrix and from the left of the vectors; v is zero up to k. */
function reflect(a: Float64Array, vectors: Float64Array, size: number, k: number, v: Float64Array, scale: number): void {
  const w = multiplyVector(a, v, size);
  let along = 0;
  for (let i = k + 1; i < size; i++) along += v[i] * w[i];
  for (let i = k; i < size; i++) w[i] = scale * (w[i] - (scale * along * v[i]) / 2);
  for (let i = k + 1; i < size; i++) for (let j = k + 1; j < size; j++) a[i * size + j] -= v[i] * w[j] + w[i] * v[j];
  const turned = new Float64Array(size);
  for (let i = k + 1; i < size; i++) for (let j = 0; j < size; j++) turned[j] += scale * v[i] * vectors[i * size + j];
  for (let i = k + 1; i < size; i++) for (let j = 0; j < size; j++) vectors[i * size + j] -= v[i] * turned[j];
}

/** One QL step with Wilkinson's shift on the rows from..end: a bulge is chased from the end to the start. */
function chase(diagonal: Float64Array, beside: Float64Array, vectors: Float64Array, from: number, end: number): void {
  const size = diagonal.length;
  const slope = (diagonal[from + 1] - diagonal[from]) / (2 * beside[from]);
  let g = diagonal[end] - diagonal[from] + beside[from] / (slope + (slope < 0 ? -1 : 1) * Math.hypot(slope, 1));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = end - 1; i >= from; i--) {
    const f = sine * beside[i];
    const b = cosine * beside[i];
    const length = Math.hypot(f, g);
    beside[i + 1] = length;
    if (length === 0) {
      diagonal[i + 1] -= shift;
      beside[end] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    g = diagonal[i + 1] - shift;
    const turned = (diagonal[i] - g) * sine + 2 * cosine * b;
    shift = sine * turned;
    diagonal[i + 1] = g + shift;
    g = cosine * turned - b;
    for (let j = i * size; j < (i + 1) * size; j++) {
      const upper = vectors[j + size];
      vectors[j + size] = sine * vectors[j] + cosine * upper;
      vectors[j] = cosine * vectors[j] - sine * upper;
    }
  }
  diagonal[from] -= shift;
  beside[from] = g;
  beside[end] = 0;
}
