import { EstimandError } from '../errors/estimand-error.ts';
import type { Expression, ValueType } from './expression.ts';

type TypeOfColumn = (name: string) => ValueType;

/** Types that can stand somewhere, and the words for it. */
interface Place {
  readonly types: readonly ValueType[];
  readonly words: string;
}

const aNumber: Place = { types: ['number', 'boolean'], words: 'a number' };
const aCondition: Place = { types: ['boolean'], words: 'a condition' };
const someText: Place = { types: ['text'], words: 'text' };
const aTime: Place = { types: ['time'], words: 'a date or a time' };
const aValue: Place = { types: ['number', 'boolean', 'text'], words: 'a number or text' };

const inWords: { readonly [K in ValueType]: string } = {
  number: 'a number',
  boolean: 'a condition',
  text: 'text',
  time: 'a time',
  identifier: 'an integer beyond 2^53',
  other: 'of a type that cannot be computed with',
};

/** Types that were found over the same columns: a part stands in many expressions, and a chain of cases is asked anew at each of its steps. */
export type KnownTypes = WeakMap<Expression, ValueType>;

/**
 * The type of an expression over typed columns.
 * Errors  expression-type when an operand cannot be used so (text in arithmetic, a number as a condition, text compared with a number).
 */
export function typeOf(e: Expression, columnType: TypeOfColumn, known: KnownTypes = new WeakMap()): ValueType {
  const before = known.get(e);
  if (before !== undefined) return before;
  const found = typeOfParts(e, columnType, known);
  known.set(e, found);
  return found;
}

function typeOfParts(e: Expression, columnType: TypeOfColumn, known: KnownTypes): ValueType {
  const expect = (part: Expression, place: Place): ValueType => expectType(part, typeOf(part, columnType, known), place);
  switch (e.op) {
    case 'column':
      return columnType(e.name);
    case 'number':
    case 'text':
    case 'boolean':
      return e.op;
    case 'add':
    case 'subtract':
    case 'times':
    case 'divide':
      expect(e.left, aNumber);
      expect(e.right, aNumber);
      return 'number';
    case 'equals':
    case 'differs':
      expect(e.right, expect(e.left, aValue) === 'text' ? someText : aNumber);
      return 'boolean';
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast':
      expect(e.left, aNumber);
      expect(e.right, aNumber);
      return 'boolean';
    case 'and':
    case 'or':
      expect(e.left, aCondition);
      expect(e.right, aCondition);
      return 'boolean';
    case 'not':
    case 'indicator':
      expect(e.of, aCondition);
      return e.op === 'not' ? 'boolean' : 'number';
    case 'seconds':
      expect(e.of, aTime);
      return 'number';
    case 'isKnown':
    case 'is':
      typeOf(e.of, columnType, known);
      return 'boolean';
    case 'call':
      expect(e.of, aNumber);
      return 'number';
    case 'when': {
      expect(e.condition, aCondition);
      const then = expect(e.value, aValue);
      const otherwise = expect(e.otherwise, then === 'text' ? someText : aNumber);
      return then === 'boolean' ? otherwise : then;
    }
  }
}

/** Errors  expression-type when the expression is no condition. */
export function expectConditionType(e: Expression, columnType: TypeOfColumn, known?: KnownTypes): void {
  expectType(e, typeOf(e, columnType, known), aCondition);
}

function expectType(e: Expression, found: ValueType, { types, words }: Place): ValueType {
  if (types.includes(found)) return found;
  const what = e.op === 'column' ? `Column "${e.name}"` : `A part of the expression (${e.op})`;
  throw new EstimandError('expression-type', { what, found: inWords[found], asked: words });
}
