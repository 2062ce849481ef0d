import { describe, expect, it } from 'vitest';
import { add, and, call, column, divide, equals, greater, is, isKnown, less, number, positive, sum, when } from './build.ts';
import type { Expression } from './expression.ts';
import { columnsOf, expressionKey, mayBeUnknown } from './walk.ts';

const [x, y, z] = ['x', 'y', 'z'].map(column);

it('names the columns that are read, each once, in reading order', () => {
  expect(columnsOf(when(less(z, x), divide(y, x), is(column('arm'), '1')))).toEqual(['z', 'x', 'y', 'arm']);
  expect(columnsOf(sum([]))).toEqual([]);
});

describe('a value may be unknown', () => {
  const unknown = new Set(['y']);
  const may = (e: Expression): boolean => mayBeUnknown(e, (name) => unknown.has(name));
  it.each<[string, Expression, boolean]>([
    ['a column without unknown values', x, false],
    ['a column with some', y, true],
    ['a sum with some', add(x, y), true],
    ['a comparison with some', and(less(x, 1), equals(y, 1)), true],
    ['whether something is known', isKnown(y), false],
    ['a quotient', divide(x, z), true],
    ['a quotient by a number', divide(x, 2), false],
    ['a quotient by zero', divide(x, 0), true],
    ['a quotient by what is above zero', divide(x, positive(x)), false],
    ['a quotient by what is above zero and may be missing', divide(x, positive(y)), true],
    ['a quotient by what only looks like it', divide(x, when(greater(x, 0), z, 1)), true],
    ['a logarithm', call('log', x), true],
    ['a square root', call('sqrt', x), true],
    ['an absolute value', call('abs', x), false],
    ['a choice by something unknown', when(equals(y, 1), x, z), false],
    ['a choice of something unknown', when(equals(x, 1), y, z), true],
    ['a level', is(y, '1'), true],
  ])('%s: %#', (_, e, wanted) => {
    expect(may(e)).toBe(wanted);
  });
});

describe('the key of an expression', () => {
  it('is the same for the same, and differs for others', () => {
    expect(expressionKey(add(x, 1))).toBe(expressionKey(add(column('x'), number(1))));
    const different = [
      x,
      y,
      number(1),
      number(Number.NaN),
      number(Number.POSITIVE_INFINITY),
      number(Number.NEGATIVE_INFINITY),
      add(x, y),
      add(y, x),
      is(x, '1'),
      is(x, '1.0'),
    ];
    expect(new Set(different.map(expressionKey)).size).toBe(different.length);
  });
});
