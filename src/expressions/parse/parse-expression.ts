import { sayCount } from '../../errors/words.ts';
import { add, and, column, divide, isKnown, not, number, or, subtract, text as textOf, times } from '../build.ts';
import type { ComparisonOp, Expression } from '../expression.ts';
import { unexpected } from './failure.ts';
import { reserved, type Token, tokensOf } from './tokens.ts';

/** A text longer than this, or with more operators and parentheses, is made by a program; trees as deep exhaust an engine's stack. */
const mostCharacters = 10_000;
const mostOperators = 500;

const comparisons: Readonly<Record<string, ComparisonOp>> = {
  '=': 'equals',
  '==': 'equals',
  '!=': 'differs',
  '<>': 'differs',
  '<': 'less',
  '<=': 'atMost',
  '>': 'greater',
  '>=': 'atLeast',
};

const aValue = 'a column, a number, quoted text or a parenthesis';

/**
 * An expression from its text, such as `noticed = 1 and not country = 'de'`.
 *
 * Model   by rising precedence: or; and; not; one comparison (= == != <> < <= > >=, is known, is unknown); + -; * /; a minus sign. Operators of
 *         one precedence go from left to right. Words in any case, names as written; a path into a column, such as
 *         `metadata.arm` or `probs[1]`, as it is written; other names in `backquotes`, text in either quote.
 * Errors  expression-invalid, with the one-based character, what was found there and what was expected. Types and names are checked against
 *         the data, where the expression is used.
 */
export function parseExpression(text: string): Expression {
  if (text.length > mostCharacters) {
    const mend = `Write at most ${sayCount(mostCharacters)} characters; make the column in the data.`;
    throw unexpected(text, mostCharacters, text[mostCharacters], 'the end', mend);
  }
  const reader = readerOf(text);
  const expression = disjunction(reader);
  if (reader.next().kind !== 'end') throw reader.failure('an operator or the end');
  return expression;
}

interface Reader {
  next(): Token;
  /** Takes the next token when it is one of these signs, or one of these words in any case. */
  take(...values: readonly string[]): string | undefined;
  skip(): Token;
  failure(expected: string): Error;
}

function readerOf(text: string): Reader {
  const tokens = tokensOf(text);
  let position = 0;
  let operators = 0;
  const next = (): Token => tokens[position];
  const skip = (): Token => tokens[position++];
  return {
    next,
    skip,
    take(...values) {
      const { kind, value, at, written } = next();
      const found = (kind === 'sign' || kind === 'word') && values.find((one) => one === value.toLowerCase());
      if (!found) return undefined;
      if (++operators > mostOperators) {
        const mend = `Write at most ${mostOperators} operators and parentheses; make the column in the data.`;
        throw unexpected(text, at, written, 'the end', mend);
      }
      skip();
      return found;
    },
    failure: (expected) => unexpected(text, next().at, next().written, expected),
  };
}

function disjunction(r: Reader): Expression {
  let e = conjunction(r);
  while (r.take('or')) e = or(e, conjunction(r));
  return e;
}

function conjunction(r: Reader): Expression {
  let e = negation(r);
  while (r.take('and')) e = and(e, negation(r));
  return e;
}

const negation = (r: Reader): Expression => (r.take('not') ? not(negation(r)) : comparison(r));

function comparison(r: Reader): Expression {
  const left = sum(r);
  const sign = r.take(...Object.keys(comparisons));
  if (sign !== undefined) return { op: comparisons[sign], left, right: sum(r) };
  if (!r.take('is')) return left;
  const known = r.take('known', 'unknown');
  if (known === undefined) throw r.failure('`known` or `unknown`');
  return known === 'known' ? isKnown(left) : not(isKnown(left));
}

function sum(r: Reader): Expression {
  let e = product(r);
  for (;;) {
    if (r.take('+')) e = add(e, product(r));
    else if (r.take('-')) e = subtract(e, product(r));
    else return e;
  }
}

function product(r: Reader): Expression {
  let e = signed(r);
  for (;;) {
    if (r.take('*')) e = times(e, signed(r));
    else if (r.take('/')) e = divide(e, signed(r));
    else return e;
  }
}

function signed(r: Reader): Expression {
  if (!r.take('-')) return primary(r);
  return r.next().kind === 'number' ? number(-numberAt(r)) : subtract(0, signed(r));
}

function primary(r: Reader): Expression {
  const { kind, value } = r.next();
  if (kind === 'number') return number(numberAt(r));
  if (kind === 'text') return textOf(r.skip().value);
  if (kind === 'name' || kind === 'path') return column(r.skip().value);
  const truth = r.take('true', 'false');
  if (truth !== undefined) return { op: 'boolean', value: truth === 'true' };
  if (kind === 'word' && !reserved.includes(value.toLowerCase())) return column(r.skip().value);
  if (!r.take('(')) throw r.failure(aValue);
  const e = disjunction(r);
  if (!r.take(')')) throw r.failure('a closing parenthesis or an operator');
  return e;
}

function numberAt(r: Reader): number {
  const value = Number(r.next().value);
  if (!Number.isFinite(value)) throw r.failure('a number below 1.8e308');
  r.skip();
  return value;
}
