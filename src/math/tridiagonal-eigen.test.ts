import { expect, it } from 'vitest';
import { multiply, multiplyVector, transpose } from './matrix.ts';
import { stream } from './random/stream.ts';
import { symmetricEigen } from './symmetric-eigenvalues.ts';
import { tridiagonalEigen } from './tridiagonal-eigen.ts';

/** Products of the columns of a random matrix: of rank `rank`. */
function products(size: number, rank: number): Float64Array {
  const random = stream(size, rank);
  const x = Float64Array.from({ length: rank * size }, () => random.normal());
  return multiply(transpose(x, rank, size), x, size, rank, size);
}

it.each([
  ['one column', products(1, 1), 1],
  ['two columns', products(2, 2), 2],
  ['forty columns', products(40, 60), 40],
  ['many zero eigenvalues', products(30, 4), 30],
  ['a diagonal with ties', Float64Array.from([2, 0, 0, 0, 2, 0, 0, 0, 1]), 3],
  ['nothing but zeros', new Float64Array(16), 4],
  ['eigenvalues below zero', Float64Array.from([0, 3, 4, 3, 0, 5, 4, 5, 0]), 3],
] as const)('has the eigenvalues that rotations find, and vectors at right angles: %s', (_, matrix, size) => {
  const found = tridiagonalEigen(matrix, size);
  const expected = symmetricEigen(matrix, size).values;
  const largest = Math.max(1e-300, ...expected.map(Math.abs));
  for (let e = 0; e < size; e++) {
    expect(Math.abs(found.values[e] - expected[e])).toBeLessThanOrEqual(1e-13 * largest);
    const own = found.vectors.slice(e * size, (e + 1) * size);
    const off = multiplyVector(matrix, own, size).map((value, i) => Math.abs(value - found.values[e] * own[i]));
    expect(Math.max(...off)).toBeLessThanOrEqual(1e-13 * largest * size);
  }
  const angles = multiply(found.vectors, transpose(found.vectors, size, size), size, size, size);
  expect(Math.max(...angles.map((value, e) => Math.abs(value - (Math.floor(e / size) === e % size ? 1 : 0))))).toBeLessThan(1e-13);
});
