import { expect, it } from 'vitest';
import { allFinite } from './all-finite.ts';

it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('finds %s wherever it stands', (bad) => {
  for (let at = 0; at < 7; at++) expect(allFinite(Float64Array.from({ length: 7 }, (_, i) => (i === at ? bad : i - 3)))).toBe(false);
});

it('takes all numbers that are finite, and none at all', () => {
  expect(allFinite(new Float64Array())).toBe(true);
  expect(allFinite(Float64Array.of(-0, 1e308, -1e308, 5e-324))).toBe(true);
});
