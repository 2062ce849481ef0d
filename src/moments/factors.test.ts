import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeMoments, rowsOfColumns } from '../../test/support/moments.ts';
import { type LevelMoments, withFactor } from './factors.ts';
import { emptyMoments, select } from './moments.ts';
import { momentsOf, type RowWeights } from './moments-of.ts';

type Columns = Record<'y' | 'x', Float64Array>;

function rowsWhere(codes: readonly number[], code: number): Int32Array {
  return Int32Array.from([...codes.keys()].filter((row) => codes[row] === code));
}

function byLevel(columns: Columns, codes: readonly number[], levels: readonly string[], weight?: RowWeights): readonly LevelMoments[] {
  const present = [...levels.keys()].filter((code) => codes.includes(code));
  return present.map((code) => ({ level: levels[code], moments: momentsOf(columns, weight, rowsWhere(codes, code)) }));
}

function indicator(codes: readonly number[], code: number): Float64Array {
  return Float64Array.from(codes, (value) => (value === code ? 1 : 0));
}

const levels = ['fr', 'de', 'en'];
const table = rowsOfColumns(['y', 'x'], { minLength: 1, maxLength: 50 });
const codeList = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 50, maxLength: 50 });
const product = (a: Float64Array, b: Float64Array) => a.map((value, i) => value * b[i]);

describe('withFactor', () => {
  it.each(['frequency', 'sampling'] as const)('equals the moments of the expanded columns, interactions and %s weights included', (kind) => {
    fc.assert(
      fc.property(table, codeList, (columns, allCodes) => {
        const codes = allCodes.slice(0, columns.y.length);
        const weight: RowWeights = { kind, values: columns.y.map((_, i) => 1 + (i % 3)) };
        const [en, fr] = [indicator(codes, 2), indicator(codes, 0)];
        const expected = momentsOf({ ...columns, 'l=en': en, 'l=fr': fr, 'l=en:x': product(en, columns.x), 'l=fr:x': product(fr, columns.x) }, weight);
        closeMoments(withFactor('l', byLevel(columns, codes, levels, weight), { levels, interactions: ['x'] }), expected);
      }),
    );
  });
  it('expands a second factor, and the interaction of the two, from moments by both', () => {
    const sides = ['left', 'right'];
    fc.assert(
      fc.property(table, codeList, codeList, (columns, allCodes, allSides) => {
        const codes = allCodes.slice(0, columns.y.length);
        const side = allSides.slice(0, columns.y.length).map((code) => code % 2);
        const inner = (code: number) => {
          const rows = rowsWhere(side, code);
          const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
          const cells = byLevel(
            { y: pick(columns.y), x: pick(columns.x) },
            [...rows].map((row) => codes[row]),
            levels,
          );
          return { level: sides[code], moments: withFactor('l', cells, { levels }) };
        };
        const groups = [0, 1].filter((code) => side.includes(code)).map(inner);
        const [en, fr, right] = [indicator(codes, 2), indicator(codes, 0), indicator(side, 1)];
        const expected = momentsOf({ ...columns, 'l=en': en, 'l=fr': fr, 's=right': right, 's=right:l=en': product(right, en) });
        closeMoments(withFactor('s', groups, { levels: sides, interactions: ['l=en'] }), expected);
      }),
    );
  });
  it('takes the first level in text order as reference unless told', () => {
    const columns = { y: Float64Array.of(1, 2, 3), x: Float64Array.of(0, 1, 0) };
    const groups = byLevel(columns, [0, 1, 2], ['10', '9', 'b']);
    expect(withFactor('f', groups).columns).toEqual(['y', 'x', 'f=9', 'f=b']);
    expect(withFactor('f', groups, { reference: 'b' }).columns).toEqual(['y', 'x', 'f=10', 'f=9']);
    expect(() => withFactor('f', groups, { reference: 'c' })).toThrow('c is not a level of f.');
  });
  it('leaves the moments of the columns themselves as they are', () => {
    const columns = { y: Float64Array.of(1, 2, 3, 5), x: Float64Array.of(0, 1, 0, 2) };
    closeMoments(select(withFactor('l', byLevel(columns, [0, 1, 1, 2], levels)), ['y', 'x']), momentsOf(columns));
  });
  it('of no rows is empty, whether there are no groups or empty ones', () => {
    expect(withFactor('l', [], { levels })).toEqual(emptyMoments(['l=en', 'l=fr']));
    expect(withFactor('l', [{ level: 'en', moments: emptyMoments(['y']) }], { levels })).toEqual(emptyMoments(['y', 'l=en', 'l=fr']));
  });
});
