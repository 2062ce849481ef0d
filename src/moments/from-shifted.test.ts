import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOfColumns } from '../../test/support/moments.ts';
import { fromShifted } from './from-shifted.ts';
import { emptyMoments } from './moments.ts';
import { momentsOf } from './moments-of.ts';

const names = ['a', 'b', 'c'] as const;

describe('fromShifted', () => {
  it('makes the moments of the rows from weighted sums of deviations from any constants', () => {
    const table = rowsOfColumns(names, { minLength: 1, maxLength: 40 });
    const shift = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(table, shift, (columns, shifts) => {
        const values = columns.a.map((_, i) => 1 + (i % 3) / 2);
        const sums = [0, 0, 0];
        const products = new Array<number>(9).fill(0);
        for (const [r, w] of values.entries()) {
          const d = names.map((name, i) => columns[name][r] - shifts[i]);
          for (let i = 0; i < 3; i++) sums[i] += w * d[i];
          for (let i = 0; i < 3; i++) for (let j = i; j < 3; j++) products[i * 3 + j] += w * d[i] * d[j];
        }
        const expected = momentsOf(columns, { values, kind: 'sampling' });
        const found = fromShifted(names, shifts, expected.n, expected.weight, expected.weightSquares, sums, products);
        expect([found.columns, found.n, found.weight, found.weightSquares]).toEqual([names, expected.n, expected.weight, expected.weightSquares]);
        const size = (i: number) => Math.sqrt(products[i * 3 + i]);
        for (let i = 0; i < 3; i++) {
          expect(Math.abs(found.mean[i] - expected.mean[i])).toBeLessThanOrEqual(1e-14 * (size(i) + Math.abs(shifts[i])));
          for (let j = 0; j < 3; j++) expect(Math.abs(found.comoment[i * 3 + j] - expected.comoment[i * 3 + j])).toBeLessThanOrEqual(1e-14 * size(i) * size(j));
        }
      }),
    );
  });
  it('never makes a variance negative', () => {
    expect(fromShifted(['x'], [0], 3, 3, 3, [0.3], [0.03 - 1e-17]).comoment[0]).toBe(0);
  });
  it('of no weight is empty', () => {
    expect(fromShifted(['x'], [7], 0, 0, 0, [0], [0])).toEqual(emptyMoments(['x']));
  });
});
