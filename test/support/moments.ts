import fc from 'fast-check';
import { expect } from 'vitest';
import type { Moments } from '../../src/moments/moments.ts';

/** Columns of equal length, of unrounded values about standard size, with ties and constant columns among them. */
export function rowsOfColumns<Name extends string>(
  names: readonly Name[],
  size: { minLength: number; maxLength: number },
): fc.Arbitrary<Record<Name, Float64Array>> {
  const value = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ min: -4, max: 4, noNaN: true }).map((x) => (Math.abs(x) < 1e-6 ? 0 : x)),
  );
  const row = fc.array(value, { minLength: names.length, maxLength: names.length });
  return fc.array(row, size).map((rows) => {
    const columns = names.map((name, j): [Name, Float64Array] => [name, Float64Array.from(rows, (r) => r[j])]);
    return Object.fromEntries(columns) as Record<Name, Float64Array>;
  });
}

/** Equal to a share of what the rows' squares sum to about zero. */
export function closeMoments(actual: Moments, expected: Moments, tolerance = 1e-12): void {
  const p = expected.columns.length;
  expect(actual.columns).toEqual(expected.columns);
  expect(actual.n).toBeCloseTo(expected.n, 9);
  expect(Math.abs(actual.weight - expected.weight)).toBeLessThanOrEqual(tolerance * expected.weight);
  expect(Math.abs(actual.weightSquares - expected.weightSquares)).toBeLessThanOrEqual(tolerance * expected.weightSquares);
  const square = (i: number) => expected.comoment[i * p + i] + expected.weight * expected.mean[i] ** 2;
  for (let i = 0; i < p; i++) {
    if (expected.weight > 0) expect(Math.abs(actual.mean[i] - expected.mean[i])).toBeLessThanOrEqual(tolerance * Math.sqrt(square(i) / expected.weight));
    for (let j = 0; j < p; j++) {
      expect(Math.abs(actual.comoment[i * p + j] - expected.comoment[i * p + j])).toBeLessThanOrEqual(tolerance * Math.sqrt(square(i) * square(j)));
    }
  }
}
