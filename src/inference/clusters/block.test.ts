import { describe, expect, it } from 'vitest';
import { column } from '../../expressions/build.ts';
import { stretchOf } from './block.ts';

/** Two columns of 100 rows with a correlation and these spreads, as the inverse of their centred Gram matrix. */
function blockOf(correlation: number, [a, b]: readonly [number, number]) {
  const n = 100;
  const determinant = n * n * a * a * b * b * (1 - correlation ** 2);
  const beside = (-n * correlation * a * b) / determinant;
  return { n, columns: [column('a'), column('b')], inverse: Float64Array.of((n * b * b) / determinant, beside, beside, (n * a * a) / determinant) };
}

describe('the way from the columns to their basis', () => {
  it('is straight for what is not correlated, whatever the units', () => {
    expect(stretchOf(blockOf(0, [1e-6, 1e6]))).toBeCloseTo(1, 9);
  });

  it('is longer the nearer columns are to collinear', () => {
    const lengths = [0.5, 0.9, 0.999, 1 - 1e-9].map((correlation) => stretchOf(blockOf(correlation, [1, 3])));
    expect(lengths).toEqual(lengths.toSorted((x, y) => x - y));
    expect(lengths[1]).toBeLessThan(30);
    expect(lengths[2]).toBeGreaterThan(30);
    expect(lengths[3]).toBeGreaterThan(1e4);
  });
});
