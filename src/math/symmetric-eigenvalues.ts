import { identity } from './matrix.ts';

/** Eigenvalues, ascending, and the eigenvectors in the same order: vector e is `vectors[e * size ...]`, of length one. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix (size × size) by cyclic Jacobi rotations: slow for hundreds of columns,
 * but accurate to rounding of the largest eigenvalue.
 *
 * Source    Golub & Van Loan (2013), Matrix Computations, section 8.5.
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  const a = matrix.slice();
  const vectors = identity(size);
  for (let sweep = 0; sweep < 60 && !isDiagonal(a, size); sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
  }
  const order = Array.from({ length: size }, (_, e) => e).sort((e, f) => a[e * size + e] - a[f * size + f]);
  const sorted = new Float64Array(size * size);
  for (const [place, e] of order.entries()) sorted.set(vectors.subarray(e * size, (e + 1) * size), place * size);
  return { values: Float64Array.from(order, (e) => a[e * size + e]), vectors: sorted };
}

/** Largest over smallest eigenvalue of a symmetric matrix that should be positive definite; Infinity when the smallest is not above zero. */
export function conditionNumber(eigen: SymmetricEigen): number {
  const { values } = eigen;
  if (values.length === 0) return 1;
  return values[0] > 0 ? values[values.length - 1] / values[0] : Infinity;
}

function isDiagonal(a: Float64Array, size: number): boolean {
  let off = 0;
  let on = 0;
  for (let i = 0; i < size; i++) {
    on += a[i * size + i] ** 2;
    for (let j = i + 1; j < size; j++) off += a[i * size + j] ** 2;
  }
  return off <= 1e-34 * on;
}

// One rotation that makes a[p, q] zero; the rows of `vectors` turn along.
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q];
  if (apq === 0) return;
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const tangent = Math.abs(theta) > 1e150 ? 1 / (2 * theta) : (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let l = 0; l < size; l++) {
    const alongP = a[l * size + p];
    const alongQ = a[l * size + q];
    a[l * size + p] = cosine * alongP - sine * alongQ;
    a[l * size + q] = sine * alongP + cosine * alongQ;
  }
  turnRows(a, size, p, q, cosine, sine);
  turnRows(vectors, size, p, q, cosine, sine);
  a[p * size + q] = 0;
  a[q * size + p] = 0;
}

function turnRows(a: Float64Array, size: number, p: number, q: number, cosine: number, sine: number): void {
  for (let l = 0; l < size; l++) {
    const ofP = a[p * size + l];
    const ofQ = a[q * size + l];
    a[p * size + l] = cosine * ofP - sine * ofQ;
    a[q * size + l] = sine * ofP + cosine * ofQ;
  }
}
