import { dot } from '../../math/dot.ts';
import { multiply, transpose } from '../../math/matrix.ts';
import { tridiagonalEigen } from '../../math/tridiagonal-eigen.ts';

/** Right singular vectors of a matrix, and its singular values squared, ascending. */
export interface SingularBasis {
  readonly squares: Float64Array;
  /** One after another, each of length one, at right angles. */
  readonly vectors: Float64Array;
}

/**
 * All of them, of a matrix with at least as many rows as columns.
 *
 * Model     eigenvectors of the products of columns: values below 1e-8 of the largest are lost in rounding.
 */
export function singularBasis(matrix: Float64Array, columns: number): SingularBasis {
  const rows = matrix.length / columns;
  const { values, vectors } = tridiagonalEigen(multiply(transpose(matrix, rows, columns), matrix, columns, rows, columns), columns);
  return { squares: values, vectors };
}

/**
 * Those of the largest singular values nearly, from ones that were so for a matrix like this: one step of subspace iteration, then the best within the subspace.
 *
 * Source    Golub & Van Loan (2013), Matrix Computations, section 8.2.
 */
export function nearBasis(matrix: Float64Array, columns: number, from: Float64Array): SingularBasis {
  const rows = matrix.length / columns;
  const count = from.length / columns;
  const images = (vectors: Float64Array): Float64Array => multiply(matrix, transpose(vectors, count, columns), rows, columns, count);
  const turned = multiply(transpose(images(from), rows, count), matrix, count, rows, columns);
  // Twice: what rounding leaves of others the first time is gone the second.
  for (let pass = 0; pass < 2; pass++) {
    for (let k = count - 1; k >= 0; k--) {
      const own = k * columns;
      for (let l = count - 1; l > k; l--) {
        const along = dot(turned, turned, columns, own, l * columns);
        for (let j = 0; j < columns; j++) turned[own + j] -= along * turned[l * columns + j];
      }
      const length = Math.sqrt(dot(turned, turned, columns, own, own));
      if (length > 0) for (let j = 0; j < columns; j++) turned[own + j] /= length;
    }
  }
  const { squares, vectors } = singularBasis(images(turned), count);
  return { squares, vectors: multiply(vectors, turned, count, count, columns) };
}
