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
    case 'divide':
      return false;
    default:
      return true;
  }
}
