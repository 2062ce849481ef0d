import { expect, it } from 'vitest';
import { quantile, quantileOfSorted } from './quantile.ts';

it('interpolates between order statistics (numpy: [15, 20, 35, 40, 50] at 0.4 is 29)', () => {
  const sorted = Float64Array.of(15, 20, 35, 40, 50);
  expect(quantileOfSorted(sorted, 0.4)).toBeCloseTo(29, 14);
  expect([0, 0.25, 0.5, 1].map((p) => quantileOfSorted(sorted, p))).toEqual([15, 20, 35, 50]);
});

it('takes values in any order and leaves them as they are', () => {
  const values = Float64Array.of(40, -15, 50, 20);
  expect(quantile(values, 0.5)).toBe(30);
  expect([...values]).toEqual([40, -15, 50, 20]);
  expect(quantile(Float64Array.of(7), 0.3)).toBe(7);
});

it('has no answer without values or outside [0, 1]', () => {
  expect(quantile(new Float64Array(0), 0.5)).toBeNaN();
  expect(quantile(Float64Array.of(1, 2), 1.1)).toBeNaN();
});
