import type { Expression } from '../expressions/expression.ts';
import type { Column } from './schema.ts';

/** Does the expression yield integers by type, whatever the rows? Conditions count as 0 and 1. */
export function integerIn(schema: readonly Column[], e: Expression): boolean {
  switch (e.op) {
    case 'column': {
      const found = schema.find((c) => c.name === e.name);
      return found !== undefined && (found.integer || found.type === 'boolean');
    }
    case 'number':
      return Number.isInteger(e.value);
    case 'add':
    case 'subtract':
    case 'times':
      return integerIn(schema, e.left) && integerIn(schema, e.right);
    case 'when':
      return integerIn(schema, e.value) && integerIn(schema, e.otherwise);
    case 'call':
      return e.name === 'abs' && integerIn(schema, e.of);
    case 'text':
    case 'seconds':
    case 'divide':
      return false;
    default:
      return true;
  }
}

/** The largest of the small whole numbers that need a byte. */
const largestCode = 255;

/** A choice between small whole numbers, such as the place of a level in a list: engines keep it as such, and compare it faster than doubles or text. */
export function isCode(e: Expression): boolean {
  const small = (part: Expression): boolean =>
    part.op === 'when' ? isCode(part) : part.op === 'number' && Number.isInteger(part.value) && part.value >= 0 && part.value <= largestCode;
  return e.op === 'when' && small(e.value) && small(e.otherwise);
}

/** A condition as a number, or a choice between zero and one. */
export function isZeroOrOne(e: Expression): boolean {
  if (e.op === 'when') return isZeroOrOne(e.value) && isZeroOrOne(e.otherwise);
  return e.op === 'indicator' || (e.op === 'number' && (e.value === 0 || e.value === 1));
}
