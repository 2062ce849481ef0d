import { expect, it } from 'vitest';
import { identity, multiply, multiplyVector, quadraticForm, sandwichProduct, symmetrize, transpose } from './matrix.ts';

const a = Float64Array.of(1, 2, 3, 4, 5, 6); // 2 × 3

it('multiplies and transposes', () => {
  expect([...transpose(a, 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
  expect([...multiply(a, transpose(a, 2, 3), 2, 3, 2)]).toEqual([14, 32, 32, 77]);
  expect([...multiply(identity(2), a, 2, 2, 3)]).toEqual([...a]);
  expect([...multiplyVector(a, Float64Array.of(1, 0, -1), 2)]).toEqual([-2, -2]);
});

it('computes quadratic forms and sandwiches', () => {
  const m = Float64Array.of(2, 1, 1, 3);
  expect(quadraticForm(m, Float64Array.of(1, -2))).toBe(10);
  expect([...sandwichProduct(Float64Array.of(1, 2, 0, 1), m, 2)]).toEqual([18, 7, 7, 3]);
  expect([...symmetrize(Float64Array.of(1, 2, 4, 1), 2)]).toEqual([1, 3, 3, 1]);
});
