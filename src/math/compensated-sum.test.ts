import { expect, it } from 'vitest';
import { compensatedDot, compensatedSum } from './compensated-sum.ts';
import { addTo, compensatedTotals, totalOf } from './compensated-totals.ts';

it('keeps what plain summation loses to cancellation', () => {
  expect(compensatedSum([1, 1e100, 1, -1e100])).toBe(2);
  expect(compensatedSum([])).toBe(0);
});

it('computes a dot product as if in twice the precision', () => {
  // (2^53 + 2)(2^53 - 2) = 2^106 - 4, of which a plain product keeps only 2^106.
  const big = 2 ** 53;
  expect(compensatedDot(Float64Array.of(big + 2, -big), [big - 2, big])).toBe(-4);
  expect(compensatedDot(Float64Array.of(9, 9, 2, 3), [5, 7], 2, 2, 100, -1)).toBe(100 - 31);
});

it('keeps running totals exactly where a plain sum would drop the small values', () => {
  const sums = compensatedTotals(2);
  addTo(sums, 1, 1e16);
  for (let i = 0; i < 10; i++) addTo(sums, 1, 1);
  addTo(sums, 1, -1e16);
  expect([totalOf(sums, 0), totalOf(sums, 1)]).toEqual([0, 10]);
});
