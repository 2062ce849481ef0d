import { describe, expect, it } from 'vitest';
import { add, and, call, column, equals, indicator, is, isKnown, less, not, number, text, when } from './build.ts';
import type { Expression, ValueType } from './expression.ts';
import { expectConditionType, typeOf } from './type-of.ts';

const types: Readonly<Record<string, ValueType>> = { n: 'number', b: 'boolean', t: 'text', day: 'time', id: 'identifier', list: 'other' };
const of = (e: Expression): ValueType => typeOf(e, (name) => types[name]);
const [n, b, t, day, id, list] = Object.keys(types).map(column);

describe('the type of an expression', () => {
  it.each<[string, Expression, ValueType]>([
    ['arithmetic', add(n, b), 'number'],
    ['a comparison', less(b, n), 'boolean'],
    ['an equality of text', equals(t, text('x')), 'boolean'],
    ['an indicator', indicator(b), 'number'],
    ['a function', call('log', n), 'number'],
    ['a level of anything', is(list, 'x'), 'boolean'],
    ['what is known of an identifier', isKnown(id), 'boolean'],
    ['a choice of numbers', when(b, n, b), 'number'],
    ['a choice of a condition and a number', when(b, b, n), 'number'],
    ['a choice of conditions', when(b, b, b), 'boolean'],
    ['a choice of texts', when(b, t, text('x')), 'text'],
    ['a column', day, 'time'],
  ])('%s', (_, e, wanted) => {
    expect(of(e)).toBe(wanted);
  });
});

describe('an operand of the wrong type is named', () => {
  const mend = 'Compare text with quoted text and numbers with numbers.';
  it.each<[string, Expression]>([
    ['Column "t" is text, where a number is needed.', add(n, t)],
    ['Column "t" is text, where a number is needed.', less(t, t)],
    ['Column "n" is a number, where text is needed.', equals(t, n)],
    ['Column "t" is text, where a number is needed.', equals(n, t)],
    ['Column "day" is a time, where a number or text is needed.', equals(day, text('2026-01-01'))],
    ['Column "id" is an integer beyond 2^53, where a number or text is needed.', equals(id, 1)],
    ['Column "id" is an integer beyond 2^53, where a number is needed.', call('log', id)],
    ['Column "list" is of a type that cannot be computed with, where a number is needed.', add(list, 1)],
    ['Column "n" is a number, where a condition is needed.', not(n)],
    ['Column "n" is a number, where a condition is needed.', and(b, n)],
    ['Column "n" is a number, where a condition is needed.', when(n, 1, 2)],
    ['Column "t" is text, where a number is needed.', when(b, 1, t)],
    ['Column "n" is a number, where text is needed.', when(b, t, n)],
    ['Column "day" is a time, where a number or text is needed.', when(b, day, 1)],
    ['A part of the expression (add) is a number, where a condition is needed.', indicator(add(n, 1))],
    ['A part of the expression (text) is text, where a number is needed.', add(number(1), text('1'))],
    ['Column "t" is text, where a number is needed.', isKnown(add(n, t))],
  ])('%s', (message, e) => {
    const timeMend = "Times are compared in data.sql: make a column there, such as started >= timestamp '2026-01-02' as late, and name it here.";
    expect(() => of(e)).toThrow(`${message} ${message.includes('is a time') ? timeMend : mend}`);
  });

  it('where a condition is asked for', () => {
    expect(() => expectConditionType(n, (name) => types[name])).toThrow(`Column "n" is a number, where a condition is needed. ${mend}`);
    expect(() => expectConditionType(less(n, 1), (name) => types[name])).not.toThrow();
  });
});
