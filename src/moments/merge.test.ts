import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeMoments, rowsOfColumns } from '../../test/support/moments.ts';
import { merge, mergeAll } from './merge.ts';
import { emptyMoments, varianceOf } from './moments.ts';
import { momentsOf, type WeightKind } from './moments-of.ts';

const names = ['a', 'b', 'c'] as const;
const table = rowsOfColumns(names, { minLength: 1, maxLength: 80 });
const kinds: readonly (WeightKind | undefined)[] = [undefined, 'frequency', 'precision', 'sampling'];

function weightFor(kind: WeightKind | undefined, rows: number) {
  return kind && { kind, values: Float64Array.from({ length: rows }, (_, i) => (kind === 'frequency' ? i % 4 : ((i * 13) % 7) / 3)) };
}

describe('merge', () => {
  it.each(kinds)('of parts equals the whole, wherever the rows are cut (weights: %s)', (kind) => {
    fc.assert(
      fc.property(table, fc.array(fc.nat(), { maxLength: 4 }), (columns, cuts) => {
        const rows = columns.a.length;
        const weight = weightFor(kind, rows);
        const places = [0, ...cuts.map((cut) => cut % (rows + 1)).sort((x, y) => x - y), rows];
        const parts = places.slice(1).map((end, i) => momentsOf(columns, weight, { start: places[i], end }));
        const whole = momentsOf(columns, weight);
        closeMoments(parts.reduce(merge, emptyMoments(names)), whole);
        closeMoments(mergeAll(parts), whole);
      }),
    );
  });
  it('is associative and commutative', () => {
    fc.assert(
      fc.property(table, table, table, (x, y, z) => {
        const [a, b, c] = [x, y, z].map((columns) => momentsOf(columns));
        closeMoments(merge(a, b), merge(b, a));
        closeMoments(merge(merge(a, b), c), merge(a, merge(b, c)));
      }),
    );
  });
  it('has the moments of no rows as its neutral element, to the last bit', () => {
    fc.assert(
      fc.property(table, (columns) => {
        const m = momentsOf(columns);
        expect(merge(m, emptyMoments(names))).toEqual(m);
        expect(merge(emptyMoments(names), m)).toEqual(m);
      }),
    );
  });
  it('keeps the variance of far apart groups at a common offset', () => {
    const near = momentsOf({ x: Float64Array.of(1e8, 1e8 + 1, 1e8 + 2) });
    const far = momentsOf({ x: Float64Array.of(1e8 + 10, 1e8 + 11, 1e8 + 12) });
    expect(varianceOf(merge(near, far), 'x')).toBe(30.8);
  });
  it('of nothing is empty, and of different columns a mistake', () => {
    expect(mergeAll([])).toEqual(emptyMoments([]));
    expect(() => merge(emptyMoments(['a', 'b']), emptyMoments(['b', 'a']))).toThrow('Moments of a, b and of b, a cannot be merged.');
  });
});
