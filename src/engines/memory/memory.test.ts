import { describe, expect, it } from 'vitest';
import { column, greater, is, times } from '../../expressions/build.ts';
import { all, ask } from '../../relation/asking.ts';
import { columns, levels, moments, quantiles, type Weight } from '../../relation/requests.ts';
import { runSync } from '../../relation/run.ts';
import { fromColumns, fromRows, type RowValue } from './from-rows.ts';

const x = column('x');

describe('rows as objects', () => {
  it('have the columns that any of them has, unknown where missing, null or undefined', () => {
    const rows = fromRows([{ a: 1 }, { b: 'x', a: null }, { a: 2, b: undefined }]);
    expect(rows.schema.map(({ name, type, integer, nullable }) => ({ name, type, integer, nullable }))).toEqual([
      { name: 'a', type: 'number', integer: true, nullable: true },
      { name: 'b', type: 'text', integer: false, nullable: true },
    ]);
  });

  it('may have columns called as what every object inherits', () => {
    const rows = fromRows([JSON.parse('{"constructor":1,"__proto__":2}'), {}]);
    const [all] = rows.answerSync([moments({ columns: { c: column('constructor'), p: column('__proto__') } })]);
    expect(all.kind === 'moments' && [[...all.groups[0].moments.mean], all.groups[0].dropped]).toEqual([[1, 2], 1]);
  });

  it.each<[string, readonly unknown[]]>([
    ['Column "x" mixes values of type number and string.', [1, 'a']],
    ['Column "x" mixes values of type boolean and number.', [1, true]],
    ['Column "x" mixes values of type bigint and string.', ['1', 1n]],
    ['Column "x" holds values of type object.', [{ nested: 1 }, null]],
    ['Column "x" holds values of type invalid date.', [new Date('no date')]],
  ])('%s', (message, values) => {
    const mend = 'Give each column numbers, booleans, text or dates, all of one type, with null for what is missing.';
    expect(() => fromRows(values.map((value) => ({ x: value as RowValue })))).toThrow(`${message} ${mend}`);
  });

  it('need columns of equal length', () => {
    expect(() => fromColumns({ a: [1, 2], b: [1] })).toThrow('Column "b" has 1 value, but "a" has 2. Give columns of equal length.');
  });

  it('may be none', () => {
    const [all, each] = fromRows([]).answerSync([moments({ columns: {} }), columns({ columns: {} })]);
    expect(all).toEqual({ kind: 'moments', groups: [{ key: [], dropped: 0, moments: expect.objectContaining({ n: 0 }) }], keyless: 0, integer: {} });
    expect(each).toEqual({ kind: 'columns', n: 0, columns: {}, keys: {}, dropped: 0 });
  });
});

describe('an answer from memory', () => {
  const rows = fromRows([
    { x: 1, arm: 'a', w: 2 },
    { x: 3, arm: 'a', w: 1 },
    { x: null, arm: 'b', w: 1 },
    { x: 5, arm: null, w: 1 },
    { x: 7, arm: 'c', w: null },
  ]);

  it('says what was dropped, what had no key, and keeps groups of which nothing is left', () => {
    const [reply] = rows.answerSync([moments({ columns: { x }, by: ['arm'], weight: { column: column('w'), kind: 'frequency' } })]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key, dropped, moments: { n, mean } }) => [key[0], n, dropped, mean[0]])).toEqual([
      ['a', 3, 0, 5 / 3],
      ['b', 0, 1, 0],
      ['c', 0, 1, 0],
    ]);
    expect(reply.kind === 'moments' && reply.keyless).toBe(1);
  });

  it('takes weights for what they are declared', () => {
    const weighted = (kind: Weight['kind']) =>
      rows.answerSync([moments({ columns: { x }, where: is(column('arm'), 'a'), weight: { column: column('w'), kind } })])[0];
    const sizes = (kind: Weight['kind']) => {
      const reply = weighted(kind);
      if (reply.kind !== 'moments') throw new Error('no such reply');
      const { n, weight, weightSquares } = reply.groups[0].moments;
      return [n, weight, weightSquares];
    };
    expect(sizes('frequency')).toEqual([3, 3, 3]);
    expect(sizes('sampling')).toEqual([2, 3, 5]);
    expect(sizes('precision')).toEqual([2, 3, 5]);
  });

  it('sorts keys as text', () => {
    const [reply] = fromColumns({ k: [10, 9, 1, -1] }).answerSync([levels({ of: 'k' })]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key }) => key[0])).toEqual(['-1', '1', '10', '9']);
  });

  it('gives quantiles of type 7 and columns in the order of the rows', () => {
    const [quartiles, each] = rows.answerSync([quantiles({ of: x, at: [0, 0.25, 1] }), columns({ columns: { x: times(x, 2) }, keys: ['arm'] })]);
    expect(quartiles.kind === 'quantiles' && [...quartiles.groups[0].values]).toEqual([1, 2.5, 7]);
    expect(each).toEqual({
      kind: 'columns',
      n: 3,
      columns: { x: Float64Array.of(2, 6, 14) },
      keys: { arm: { codes: Int32Array.of(0, 0, 1), levels: ['a', 'c'] } },
      dropped: 2,
    });
  });

  it.each<[string, readonly number[], readonly number[], Weight['kind']]>([
    ['Column "x" of columns in memory holds 1 value that is NaN or infinite.', [1, Number.NaN], [1, 1], 'sampling'],
    ['Column "x" of columns in memory holds 2 values that are NaN or infinite.', [Number.NaN, Number.POSITIVE_INFINITY], [1, 1], 'sampling'],
    ['Column "w" of columns in memory holds 1 value that is NaN or infinite.', [1, 2], [1, Number.POSITIVE_INFINITY], 'frequency'],
    ['A weight is negative in columns in memory.', [1, 2], [1, -1], 'precision'],
    ['A frequency weight in columns in memory is not a whole number.', [1, 2], [1, 1.5], 'frequency'],
    ['Column "x" of columns in memory holds 1e+200, which is too large to compute with', [1e200, -1e200], [1, 1], 'sampling'],
    ['Column "w" of columns in memory holds 1e-200, which is too small to compute with', [1, -1], [1, 1e-200], 'sampling'],
  ])('is refused: %s', (message, values, weights, kind) => {
    const data = fromColumns({ x: values, w: weights });
    expect(() => data.answerSync([moments({ columns: { x }, weight: { column: column('w'), kind } })])).toThrow(message);
  });

  it('is refused where what was made of numbers has no square', () => {
    const cube = times(times(x, x), x);
    expect(() => fromColumns({ x: [1e75, -1e75] }).answerSync([moments({ columns: { cube } })])).toThrow(
      'The squares of "cube" in columns in memory overflow a double.',
    );
  });

  it('passes over NaN on rows that are not asked about', () => {
    const data = fromColumns({ x: [1, Number.NaN], ok: [true, false] });
    const [reply] = data.answerSync([moments({ columns: { x }, where: column('ok') })]);
    expect(reply.kind === 'moments' && reply.groups[0].moments.n).toBe(1);
  });

  it('of a rollup passes over unknown values', () => {
    const clusters = fromRows([
      { c: 1, x: 1, t: 'p' },
      { c: 1, x: null, t: 'p' },
      { c: 2, x: null, t: 'p' },
      { c: 3, x: 2, t: 'p' },
      { c: 3, x: 4, t: 'q' },
      { c: null, x: 9, t: 'q' },
    ]).rollup(['c'], {
      rows: { kind: 'count' },
      sum: { kind: 'sum', of: x },
      mean: { kind: 'mean', of: x },
      least: { kind: 'min', of: x },
      most: { kind: 'max', of: x },
      type: { kind: 'only', of: column('t') },
    });
    const [each, types] = clusters.answerSync([
      columns({ columns: Object.fromEntries(['rows', 'sum', 'mean', 'least', 'most'].map((name) => [name, column(name)])), keys: ['c'] }),
      levels({ of: 'type' }),
    ]);
    expect(each.kind === 'columns' && Object.values(each.columns).map((values) => [...values])).toEqual([
      [2, 2],
      [1, 6],
      [1, 3],
      [1, 2],
      [1, 4],
    ]);
    expect(types).toMatchObject({ keyless: 1, groups: [{ key: ['p'], moments: { n: 2 } }] });
  });
});

it('answers methods in lock-step, without waiting', () => {
  const rows = fromColumns({ x: [1, 2, 3] });
  function* above(limit: number) {
    const whole = yield* ask(moments({ columns: { x } }));
    const part = yield* ask(moments({ columns: { x }, where: greater(x, limit) }));
    return whole.groups[0].moments.n - part.groups[0].moments.n;
  }
  expect(runSync(rows, all([above(1), above(2)]))).toEqual([1, 2]);
  expect(rows.rounds).toBe(2);
});
