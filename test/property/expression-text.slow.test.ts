import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { call, column, indicator, is, less, when } from '../../src/expressions/build.ts';
import type { Arithmetic, ComparisonOp, Expression } from '../../src/expressions/expression.ts';
import { expressionText } from '../../src/expressions/parse/expression-text.ts';
import { parseExpression } from '../../src/expressions/parse/parse-expression.ts';
import { runs } from '../support/runs.ts';

const names = fc.oneof(
  fc.constantFrom('a', 'And', 'is', 'TRUE', 'not', 'known', 'a`b', '``', '1st', 'größe', 'two words', '__proto__'),
  fc.string({ minLength: 1 }),
);
const binary = ['add', 'subtract', 'times', 'divide', 'equals', 'differs', 'less', 'atMost', 'greater', 'atLeast', 'and', 'or'] as const;

/** What the grammar can write, whatever its types; a minus before a number is part of the number. */
const { any } = fc.letrec<{ any: Expression }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    names.map(column),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value): Expression => ({ op: 'number', value })),
    fc.integer().map((value): Expression => ({ op: 'number', value })),
    fc.oneof(fc.string(), fc.constantFrom("'", "it''s", '"')).map((value): Expression => ({ op: 'text', value })),
    fc.boolean().map((value): Expression => ({ op: 'boolean', value })),
    fc.record({ op: fc.constantFrom<(Arithmetic | ComparisonOp | 'and' | 'or')[]>(...binary), left: tie('any'), right: tie('any') }, { noNullPrototype: true }),
    fc.record({ op: fc.constantFrom('not' as const, 'isKnown' as const), of: tie('any') }, { noNullPrototype: true }),
  ),
}));

it('reads back as the expression that it is the text of', () => {
  fc.assert(
    fc.property(any, (e) => {
      expect(parseExpression(expressionText(e))).toStrictEqual(e);
    }),
    runs(2000),
  );
});

it('is the same text again', () => {
  fc.assert(
    fc.property(any, (e) => {
      expect(expressionText(parseExpression(expressionText(e)))).toBe(expressionText(e));
    }),
    runs(300),
  );
});

it('any other text is an error in words, or an expression', () => {
  const pieces = fc.array(fc.constantFrom('a', '1', "'x'", '(', ')', '=', '<', 'and', 'or', 'not', '-', '*', 'is', 'known', '`', "'", ';', ' '), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 60 }),
        fc.string({ unit: 'binary' }),
        pieces.map((list) => list.join(' ')),
      ),
      (text) => {
        try {
          parseExpression(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'expression-invalid' });
          expect((error as EstimandError).mend).toMatch(/\.$/);
          expect(error).toBeInstanceOf(EstimandError);
        }
      },
    ),
    runs(1000),
  );
});

it('writes with no more parentheses than it needs, and what it cannot read as calls', () => {
  const text = "(a or b) and not (c = 'x' or d) and -2 * (e - (f - 1)) / g < 0.5 and h is unknown";
  expect(expressionText(parseExpression(text))).toBe(text);
  const [x, y] = [column('x'), column('y')];
  expect(expressionText(when(less(x, 1), call('log', y), indicator(is(x, "it's"))))).toBe("when(x < 1, log(y), indicator(x = 'it''s'))");
});
