import { describe, expect, it } from 'vitest';
import {
  add,
  and,
  call,
  column,
  divide,
  equals,
  greater,
  indicator,
  is,
  isKnown,
  less,
  not,
  number,
  or,
  seconds,
  subtract,
  sum,
  text,
  times,
  when,
} from './build.ts';
import { evaluate, type RowSource } from './evaluate.ts';
import type { ComparisonOp, Expression, FunctionName } from './expression.ts';
import { textVector } from './text-loops.ts';
import { isKnownAt, type Vector } from './vector.ts';

type Cell = number | boolean | string | undefined;

/** Rows of columns that hold numbers, conditions or text, undefined for unknown. */
function rowsOf(columns: Readonly<Record<string, readonly Cell[]>>): RowSource {
  const vectors = new Map(Object.entries(columns).map(([name, cells]) => [name, vectorOf(cells)]));
  return { n: Object.values(columns)[0].length, column: (name) => vectors.get(name)! };
}

function vectorOf(cells: readonly Cell[]): Vector {
  const known = Uint8Array.from(cells, (cell) => (cell === undefined ? 0 : 1));
  if (cells.some((cell) => typeof cell === 'string')) return textVector(cells as readonly (string | undefined)[]);
  const type = cells.some((cell) => typeof cell === 'boolean') ? 'boolean' : 'number';
  return { type, values: Float64Array.from(cells, (cell) => Number(cell ?? 0)), ...(known.includes(0) && { known }) };
}

/** The cells that an expression gives. */
function cellsOf(e: Expression, columns: Readonly<Record<string, readonly Cell[]>>): readonly Cell[] {
  const rows = rowsOf(columns);
  const v = evaluate(e, rows);
  return Array.from({ length: rows.n }, (_, i) => {
    if (!isKnownAt(v, i)) return undefined;
    if (v.type === 'text') return v.levels[v.codes[i]];
    return v.type === 'boolean' ? v.values[i] === 1 : v.values[i];
  });
}

const [T, F, U] = [true, false, undefined];
const pairs = { a: [T, T, T, F, F, F, U, U, U], b: [T, F, U, T, F, U, T, F, U] };
const [a, b] = [column('a'), column('b')];

describe('three-valued logic', () => {
  it('of and: a false decides', () => {
    expect(cellsOf(and(a, b), pairs)).toEqual([T, F, U, F, F, F, U, F, U]);
  });
  it('of or: a true decides', () => {
    expect(cellsOf(or(a, b), pairs)).toEqual([T, T, T, T, F, U, T, U, U]);
  });
  it('of not: unknown stays unknown', () => {
    expect(cellsOf(not(a), { a: [T, F, U] })).toEqual([F, T, U]);
  });
  it('of a choice: an unknown condition takes the other branch', () => {
    expect(cellsOf(when(a, 1, 2), { a: [T, F, U] })).toEqual([1, 2, 2]);
    expect(cellsOf(when(a, b, column('c')), { a: [T, F, U], b: [1, 1, 1], c: [U, U, 3] })).toEqual([1, U, 3]);
  });
  it('is left by asking whether a value is known', () => {
    expect(cellsOf(isKnown(a), { a: [T, F, U] })).toEqual([T, T, F]);
    expect(cellsOf(isKnown(divide(a, b)), { a: [1, 1, U], b: [1, 0, 1] })).toEqual([T, F, F]);
  });
  it('passes through an indicator', () => {
    expect(cellsOf(indicator(a), { a: [T, F, U] })).toEqual([1, 0, U]);
  });
});

describe('arithmetic', () => {
  const numbers = { a: [6, -1, U, 5], b: [3, 0, 2, U] };
  it.each([
    ['add', add(a, b), [9, -1, U, U]],
    ['subtract', subtract(a, b), [3, -1, U, U]],
    ['times', times(a, b), [18, -0, U, U]],
    ['divide, by zero into the unknown', divide(a, b), [2, U, U, U]],
  ] as const)('%s', (_, e, wanted) => {
    expect(cellsOf(e, numbers)).toEqual(wanted);
  });

  it('counts conditions as 0 and 1', () => {
    expect(cellsOf(add(a, b), { a: [T, F], b: [2, 2] })).toEqual([3, 2]);
  });
  it('takes numbers as they are', () => {
    expect(cellsOf(sum([column('a'), number(1), number(2)]), { a: [1] })).toEqual([4]);
    expect(cellsOf(sum([]), { a: [1] })).toEqual([0]);
  });
});

describe('comparison', () => {
  const values = { a: [1, 2, 3, 0, Number.NaN, Number.NaN, 1, U], b: [2, 2, 2, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NaN, 1] };
  it.each<[ComparisonOp, readonly Cell[]]>([
    ['less', [T, F, F, F, F, F, T, U]],
    ['atMost', [T, T, F, T, T, F, T, U]],
    ['greater', [F, F, T, F, F, T, F, U]],
    ['atLeast', [F, T, T, T, T, T, F, U]],
    ['equals', [F, T, F, T, T, F, F, U]],
    ['differs', [T, F, T, F, F, T, T, U]],
  ])('%s orders NaN after all numbers', (op, wanted) => {
    expect(cellsOf({ op, left: a, right: b }, values)).toEqual(wanted);
  });

  it('of text is by the whole text', () => {
    const texts = { a: ['x', 'x', 'X', '', U], b: ['x', 'y', 'x', '', 'x'] };
    expect(cellsOf(equals(a, b), texts)).toEqual([T, F, F, T, U]);
    expect(cellsOf({ op: 'differs', left: a, right: b }, texts)).toEqual([F, T, T, F, U]);
    expect(cellsOf(equals(a, text('x')), texts)).toEqual([T, T, F, F, U]);
    expect(cellsOf(when(less(column('n'), 2), a, text('other')), { ...texts, n: [1, 2, 1, 2, 1] })).toEqual(['x', 'other', 'X', 'other', U]);
  });
});

describe('a level is matched by canonical text', () => {
  it('of numbers', () => {
    expect(cellsOf(is(a, '1'), { a: [1, 1.5, -1, U] })).toEqual([T, F, F, U]);
    expect(cellsOf(is(a, '1.0'), { a: [1] })).toEqual([F]);
    expect(cellsOf(is(a, '0'), { a: [-0] })).toEqual([T]);
    expect(cellsOf(is(a, '-0'), { a: [-0] })).toEqual([F]);
    expect(cellsOf(is(a, 'NaN'), { a: [Number.NaN, 1] })).toEqual([T, F]);
  });
  it('of conditions, which are no numbers', () => {
    expect(cellsOf(is(a, 'true'), { a: [T, F, U] })).toEqual([T, F, U]);
    expect(cellsOf(is(a, '1'), { a: [T, F, U] })).toEqual([F, F, U]);
  });
  it('of text', () => {
    expect(cellsOf(is(a, '01'), { a: ['01', '1', U] })).toEqual([T, F, U]);
    expect(cellsOf(is(a, 'elsewhere'), { a: ['01', '1', U] })).toEqual([F, F, U]);
  });
});

it('reads times as seconds since 1970', () => {
  const came: Vector = { type: 'text', codes: Int32Array.of(0, -1, 1), levels: ['1970-01-02T00:00:00.000Z', '1969-12-31T23:59:59.500Z'], times: true };
  const found = evaluate(seconds(column('came')), { n: 3, column: () => came });
  expect(found).toMatchObject({ type: 'number', values: Float64Array.of(86_400, 0, -0.5), known: Uint8Array.of(1, 0, 1) });
});

describe('functions', () => {
  it.each<[FunctionName, readonly number[], readonly Cell[]]>([
    ['abs', [-2, 3], [2, 3]],
    ['exp', [0, 1], [1, Math.E]],
    ['floor', [2.5, -0.5, 3], [2, -1, 3]],
    ['log', [1, 0, -1], [0, U, U]],
    ['log1p', [0, -1, -2, 1e-17], [0, U, U, 1e-17]],
    ['sigmoid', [0, 800, -800], [0.5, 1, 0]],
    ['sqrt', [4, 0, -1], [2, 0, U]],
  ])('%s is unknown outside its domain', (name, values, wanted) => {
    expect(cellsOf(call(name, a), { a: values })).toEqual(wanted);
  });
  it('of NaN are NaN, and of the unknown unknown', () => {
    for (const name of ['abs', 'exp', 'floor', 'log', 'log1p', 'sigmoid', 'sqrt'] as const) {
      expect(cellsOf(call(name, a), { a: [Number.NaN, U] })).toEqual([Number.NaN, U]);
    }
  });
});

it('leaves the columns as they were', () => {
  const columns = { a: [1, 2, U], b: [2, 0, 1] };
  const rows = rowsOf(columns);
  const before = structuredClone([rows.column('a'), rows.column('b')]);
  evaluate(when(greater(a, b), divide(a, b), not(equals(a, b))), rows);
  expect([rows.column('a'), rows.column('b')]).toEqual(before);
});
