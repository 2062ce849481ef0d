import { describe, expect, it } from 'vitest';
import { messageOf } from '../../../test/support/small-study.ts';
import { add, and, column, divide, equals, greater, isKnown, less, not, number, or, subtract, text, times } from '../build.ts';
import type { Expression } from '../expression.ts';
import { parseExpression } from './parse-expression.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(column);

describe('the text of an expression', () => {
  it.each<[string, Expression]>([
    ['a', a],
    ['  a\t\n', a],
    ['`two words`', column('two words')],
    ['`a``b"\'`', column('a`b"\'')],
    ['größe = 1', equals(column('größe'), 1)],
    ['名前', column('名前')],
    ['_x1', column('_x1')],
    ['And1', column('And1')],
    ['known', column('known')],
    ['`and`', column('and')],
    ['metadata.arm', column('metadata.arm')],
    ['probs[1]<0.5', less(column('probs[1]'), 0.5)],
    ['a.`case complexity`[2].x', column('a.`case complexity`[2].x')],
    ['`a.b`', column('a.b')],
    ['constructor', column('constructor')],
    ['1', number(1)],
    ['-1', number(-1)],
    ['.5', number(0.5)],
    ['1.', number(1)],
    ['1.5e-3', number(0.0015)],
    ['2E+3', number(2000)],
    ["'it''s'", text("it's")],
    ['"say ""x"""', text('say "x"')],
    ["''", text('')],
    ["'; drop table t --'", text('; drop table t --')],
    ['TRUE', { op: 'boolean', value: true }],
    ['False', { op: 'boolean', value: false }],
    ['a = 1', equals(a, 1)],
    ['a == 1', equals(a, 1)],
    ['a != 1', { op: 'differs', left: a, right: number(1) }],
    ['a <> 1', { op: 'differs', left: a, right: number(1) }],
    ['a<1', less(a, 1)],
    ['a<=1', { op: 'atMost', left: a, right: number(1) }],
    ['a>1', greater(a, 1)],
    ['a>=-1', { op: 'atLeast', left: a, right: number(-1) }],
    ['a is known', isKnown(a)],
    ['a IS Unknown', not(isKnown(a))],
    ['a + 1 is known', isKnown(add(a, 1))],
  ])('%s', (written, wanted) => {
    expect(parseExpression(written)).toEqual(wanted);
  });

  it.each<[string, Expression]>([
    ['a or b and c', or(a, and(b, c))],
    ['a and b or c', or(and(a, b), c)],
    ['(a or b) and c', and(or(a, b), c)],
    ['a or b or c', or(or(a, b), c)],
    ['not a and b', and(not(a), b)],
    ['not a = 1', not(equals(a, 1))],
    ['NOT not a', not(not(a))],
    ['a + b * c', add(a, times(b, c))],
    ['a - b - c', subtract(subtract(a, b), c)],
    ['a - (b - c)', subtract(a, subtract(b, c))],
    ['a / b / c * d', times(divide(divide(a, b), c), d)],
    ['-a * b', times(subtract(0, a), b)],
    ['a - -1', subtract(a, -1)],
    ['- (- 1)', subtract(0, -1)],
    ['a + 1 < b * 2 and c', and(less(add(a, 1), times(b, 2)), c)],
    ['((((a))))', a],
  ])('%s, by precedence', (written, wanted) => {
    expect(parseExpression(written)).toEqual(wanted);
  });

  const parts = 'Columns, numbers, quoted text, comparisons, and, or, not, + - * / and parentheses are all there is; other column names go in `backquotes`.';
  const noComments = 'Take it out: there are no comments.';
  const aValue = 'a column, a number, quoted text or a parenthesis';
  it.each([
    ['', 1, 'the end', aValue, parts],
    ['a =', 4, 'the end', aValue, parts],
    ['a b', 3, '`b`', 'an operator or the end', parts],
    ['a && b', 3, '`&&`', 'a part of the expression', 'Write `and`.'],
    ['a = 1 | b', 7, '`|`', 'a part of the expression', 'Write `or`.'],
    ['!a', 1, '`!`', 'a part of the expression', 'Write `not`, or `!=` to compare.'],
    ['a = 1; drop table t', 6, '`;`', 'a part of the expression', 'Take it out: an expression is one condition.'],
    ['a /* x */', 3, '`/*`', 'a part of the expression', noComments],
    ['a // x', 3, '`//`', 'a part of the expression', noComments],
    ['a # x', 3, '`#`', 'a part of the expression', noComments],
    ['a -- x', 3, '`--`', 'a part of the expression', 'Take it out: there are no comments; put a space between two minus signs.'],
    ['log(a) > 1', 4, '`(`', 'an operator or the end', 'There are no functions: make such a column in the data, with data.sql for instance.'],
    ["a in ('x', 'y')", 3, '`in`', 'an operator or the end', "Write `x = 'a' or x = 'b'`."],
    ['a, b', 2, '`,`', 'an operator or the end', parts],
    ["a in ('x')", 3, '`in`', 'an operator or the end', "Write `x = 'a' or x = 'b'`."],
    ['a between 1 and 2', 3, '`between`', 'an operator or the end', 'Write `x >= 1 and x <= 2`.'],
    ['a is null', 6, '`null`', '`known` or `unknown`', 'Write `is known` or `is unknown`.'],
    ['a is not known', 6, '`not`', '`known` or `unknown`', 'Write `not` before the whole comparison, as in `not x = 1`.'],
    ['1 < a < 2', 7, '`<`', 'an operator or the end', parts],
    ['a = ', 5, 'the end', aValue, parts],
    ['(a', 3, 'the end', 'a closing parenthesis or an operator', parts],
    ['a)', 2, '`)`', 'an operator or the end', parts],
    ['and', 1, '`and`', aValue, parts],
    ['a = constructor toString', 17, '`toString`', 'an operator or the end', parts],
    ['2nd = 1', 2, '`nd`', 'an operator or the end', parts],
    ['a.b. = 1', 4, '`.`', 'a part of the expression', parts],
    ['a[x] = 1', 2, '`[`', 'a part of the expression', parts],
    ['a = 1e999', 5, '`1e999`', 'a number below 1.8e308', parts],
    ['a = 😀', 5, '`😀`', 'a part of the expression', parts],
    ["a = 'x", 5, "`'`", 'a quote that is closed', 'Close the text with the quote that opened it; write the quote twice where it is part of the text.'],
    ['``', 1, '```', 'a quote that is closed', 'Close the name with a backquote; write it twice where it is part of the name.'],
  ])('%s: says where and what', (written, at, found, expected, mend) => {
    expect(messageOf(() => parseExpression(written))).toBe(`Character ${at} of \`${written}\` is ${found}, where ${expected} is expected. ${mend}`);
  });

  it.each([
    ['parentheses', '('.repeat(100_000)],
    ['negations', 'not '.repeat(2000)],
    ['minus signs', '- '.repeat(4000)],
    ['quotes', "'".repeat(9_999)],
    ['sums', `a${' + a'.repeat(2000)}`],
    ['characters', `${' '.repeat(10_000)}a`],
  ])('too many %s: says the limit', (_, written) => {
    const says = messageOf(() => parseExpression(written));
    expect(says.length).toBeLessThan(400);
    expect(says).toMatch(/Write at most (500 operators and parentheses|10,000 characters); make the column in the data\.|Close the text/);
  });

  it('takes as many operators as it says', () => {
    expect(parseExpression(`a${' + a'.repeat(500)}`)).toMatchObject({ op: 'add' });
    expect(parseExpression(`${'('.repeat(250)}a${')'.repeat(250)}`)).toEqual(a);
  });
});
