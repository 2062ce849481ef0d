import { EstimandError } from '../errors/estimand-error.ts';
import type { Expression, ValueType } from './expression.ts';

type TypeOfColumn = (name: string) => ValueType;

/**
 * The type of an expression over typed columns.
 * Errors  expression-type when an operand cannot be used so (text in arithmetic, a number as a condition, text compared with a number).
 */
export function typeOf(e: Expression, columnType: TypeOfColumn): ValueType {
  const numeric = (part: Expression): void => expectType(part, columnType, ['number', 'boolean'], 'a number');
  switch (e.op) {
    case 'column':
      return columnType(e.name);
    case 'number':
      return 'number';
    case 'text':
      return 'text';
    case 'boolean':
      return 'boolean';
    case 'add':
    case 'subtract':
    case 'times':
    case 'divide':
      numeric(e.left);
      numeric(e.right);
      return 'number';
    case 'equals':
    case 'differs': {
      const left = typeOf(e.left, columnType);
      if (left === 'text') expectType(e.right, columnType, ['text'], 'text');
      else {
        numeric(e.left);
        numeric(e.right);
      }
      return 'boolean';
    }
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast':
      numeric(e.left);
      numeric(e.right);
      return 'boolean';
    case 'and':
    case 'or':
      expectType(e.left, columnType, ['boolean'], 'a condition');
      expectType(e.right, columnType, ['boolean'], 'a condition');
      return 'boolean';
    case 'not':
    case 'indicator':
      expectType(e.of, columnType, ['boolean'], 'a condition');
      return e.op === 'not' ? 'boolean' : 'number';
    case 'isKnown':
    case 'is':
      typeOf(e.of, columnType);
      return 'boolean';
    case 'call':
      numeric(e.of);
      return 'number';
    case 'when': {
      expectType(e.condition, columnType, ['boolean'], 'a condition');
      const then = typeOf(e.then, columnType);
      expectType(e.otherwise, columnType, then === 'text' ? ['text'] : ['number', 'boolean'], then === 'text' ? 'text' : 'a number');
      return then === 'boolean' ? typeOf(e.otherwise, columnType) : then;
    }
  }
}

function expectType(e: Expression, columnType: TypeOfColumn, allowed: readonly ValueType[], asked: string): void {
  const found = typeOf(e, columnType);
  if (!allowed.includes(found))
    throw new EstimandError('expression-type', { what: e.op === 'column' ? `column "${e.name}"` : `a part of the expression (${e.op})`, found, asked });
}
