import { expect, it } from 'vitest';
import { choleskyFactor, choleskyInverse, choleskySolve } from './cholesky.ts';
import { multiply, multiplyVector, transpose } from './matrix.ts';

const a = Float64Array.of(4, 2, -2, 2, 10, 4, -2, 4, 9);

it('factors, solves and inverts a positive definite matrix', () => {
  const lower = choleskyFactor(a, 3) as Float64Array;
  expect([...multiply(lower, transpose(lower, 3, 3), 3, 3, 3)]).toEqual([...a]);
  const x = choleskySolve(lower, Float64Array.of(1, 2, 3));
  for (const [i, value] of multiplyVector(a, x, 3).entries()) expect(value).toBeCloseTo(i + 1, 14);
  const product = multiply(a, choleskyInverse(lower, 3), 3, 3, 3);
  for (let i = 0; i < 9; i++) expect(product[i]).toBeCloseTo(i % 4 === 0 ? 1 : 0, 14);
});

it('declines a matrix that is not positive definite', () => {
  expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
  expect(choleskyFactor(Float64Array.of(0), 1)).toBeUndefined();
  expect(choleskyFactor(Float64Array.of(NaN), 1)).toBeUndefined();
});
