import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeMoments, rowsOfColumns } from '../../test/support/moments.ts';
import { covarianceOf, type Moments, meanOf, varianceOf } from './moments.ts';
import { momentsOf } from './moments-of.ts';

const table = rowsOfColumns(['a', 'b', 'c', 'd', 'e'], { minLength: 1, maxLength: 60 });

function repeated(columns: Record<string, Float64Array>, times: ArrayLike<number>): Record<string, Float64Array> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, Float64Array.from([...values].flatMap((v, i) => Array<number>(times[i]).fill(v)))]),
  );
}

describe('momentsOf', () => {
  it('treats a frequency weight as that many equal rows', () => {
    fc.assert(
      fc.property(table, fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 60, maxLength: 60 }), (columns, times) => {
        const values = Float64Array.from(times.slice(0, columns.a.length));
        closeMoments(momentsOf(columns, { values, kind: 'frequency' }), momentsOf(repeated(columns, values)));
      }),
    );
  });
  it('reads a range or a list of rows as if there were no others', () => {
    fc.assert(
      fc.property(table, fc.nat(), fc.nat(), (columns, from, length) => {
        const start = from % columns.a.length;
        const end = start + (length % (columns.a.length - start + 1));
        const cut = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(start, end)]));
        const listed = Int32Array.from({ length: end - start }, (_, i) => start + i);
        expect(momentsOf(columns, undefined, { start, end })).toEqual(momentsOf(cut));
        expect(momentsOf(columns, undefined, listed)).toEqual(momentsOf(cut));
      }),
    );
  });
  it('does not change variances and covariances by shifts, and multiplies them by units', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -50, max: 50 }), (columns, shift, unit) => {
        const plain = momentsOf(columns);
        const moved = momentsOf({ ...columns, a: columns.a.map((value) => shift + unit * value) });
        const size = 1e-12 * (1 + shift * shift + unit * unit) * plain.n;
        const index = (m: Moments, i: number, j: number) => m.comoment[i * 5 + j];
        expect(Math.abs(index(moved, 0, 0) - unit * unit * index(plain, 0, 0))).toBeLessThan(size);
        expect(Math.abs(index(moved, 0, 1) - unit * index(plain, 0, 1))).toBeLessThan(size);
        expect(Math.abs(meanOf(moved, 'a') - shift - unit * meanOf(plain, 'a'))).toBeLessThan(size);
        expect(index(moved, 1, 2)).toBe(index(plain, 1, 2));
      }),
    );
  });
  it('keeps 14 digits of a variance at an offset of 1e8, over many blocks', () => {
    const n = 20_000;
    const x = Float64Array.from({ length: n }, (_, i) => (i % 16) / 8);
    const m = momentsOf({ x: x.map((value) => value + 1e8), y: x });
    expect(Math.abs(varianceOf(m, 'x') / varianceOf(m, 'y') - 1)).toBeLessThan(1e-14);
    expect(Math.abs(varianceOf(m, 'y') / ((n / (n - 1)) * (255 / 12 / 64)) - 1)).toBeLessThan(1e-14);
    expect(meanOf(m, 'x')).toBe(1e8 + 15 / 16);
  });
  it('finds a constant column exactly constant', () => {
    const m = momentsOf({ tenth: new Float64Array(1000).fill(0.1), y: Float64Array.from({ length: 1000 }, (_, i) => Math.sqrt(i)) });
    expect([meanOf(m, 'tenth'), varianceOf(m, 'tenth'), covarianceOf(m, 'tenth', 'y')]).toEqual([0.1, 0, 0]);
  });
  it('counts rows but weighs them by precision and sampling weights, whose scale does not matter to variances', () => {
    const columns = { y: Float64Array.of(1, 2, 4, 8, -3), x: Float64Array.of(3, 1, 4, 1, 5) };
    const values = Float64Array.of(0.5, 2, 1, 0.25, 3);
    const m = momentsOf(columns, { values, kind: 'sampling' });
    expect([m.n, m.weight, m.weightSquares]).toEqual([5, 6.75, 14.3125]);
    expect(meanOf(m, 'y')).toBeCloseTo((0.5 + 4 + 4 + 2 - 9) / 6.75, 15);
    const scaled = momentsOf(columns, { values: values.map((w) => w * 8), kind: 'precision' });
    expect(varianceOf(scaled, 'y')).toBe(varianceOf(m, 'y'));
    const equal = momentsOf(columns, { values: new Float64Array(5).fill(3), kind: 'precision' });
    expect(varianceOf(equal, 'y')).toBeCloseTo(varianceOf(momentsOf(columns), 'y'), 13);
  });
  it('of weights that are all zero are zero, with the rows still counted unless weights are frequencies', () => {
    const values = new Float64Array(2);
    expect(momentsOf({ y: Float64Array.of(1, 2) }, { values, kind: 'sampling' })).toMatchObject({ n: 2, weight: 0, mean: Float64Array.of(0) });
    expect(momentsOf({ y: Float64Array.of(1, 2) }, { values, kind: 'frequency' })).toMatchObject({ n: 0, weight: 0, comoment: Float64Array.of(0) });
  });
});
