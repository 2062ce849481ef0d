import type { Expression } from './expression.ts';
import { arithmetic, comparisonLoop, conjunction, constant, functionOf, knownOf, negation, whenOf } from './loops.ts';
import { levelMatch, secondsOf, textMatch, textWhen } from './text-loops.ts';
import type { NumberVector, TextVector, Vector } from './vector.ts';

export interface RowSource {
  readonly n: number;
  column(name: string): Vector;
}

/**
 * Evaluates a type-checked expression over whole columns: the reference meaning, which every SQL dialect must agree with.
 * Shapes  one value a row, unknown as a mask or code -1.
 */
export function evaluate(e: Expression, rows: RowSource): Vector {
  switch (e.op) {
    case 'column':
      return rows.column(e.name);
    case 'number':
      return numberIn(rows, e.value);
    case 'boolean':
      return constant(rows.n, e.value ? 1 : 0, 'boolean');
    case 'text':
      return { type: 'text', codes: new Int32Array(rows.n), levels: [e.value] };
    case 'add':
    case 'subtract':
    case 'times':
    case 'divide':
      return arithmetic(e.op, numbers(e.left, rows), numbers(e.right, rows));
    case 'equals':
    case 'differs': {
      const [left, right] = [evaluate(e.left, rows), evaluate(e.right, rows)];
      return left.type === 'text' ? textMatch(left, right as TextVector, e.op === 'equals') : comparisonLoop(e.op, left, right as NumberVector);
    }
    case 'less':
    case 'atMost':
    case 'greater':
    case 'atLeast':
      return comparisonLoop(e.op, numbers(e.left, rows), numbers(e.right, rows));
    case 'and':
    case 'or':
      return conjunction(e.op, numbers(e.left, rows), numbers(e.right, rows));
    case 'not':
      return negation(numbers(e.of, rows));
    case 'indicator':
      return { ...numbers(e.of, rows), type: 'number' };
    case 'seconds':
      return secondsOf(evaluate(e.of, rows) as TextVector);
    case 'isKnown':
      return knownOf(evaluate(e.of, rows), rows.n);
    case 'is':
      return levelMatch(evaluate(e.of, rows), e.level);
    case 'call':
      return functionOf(e.name, numbers(e.of, rows));
    case 'when': {
      const condition = numbers(e.condition, rows);
      const [then, otherwise] = [evaluate(e.value, rows), evaluate(e.otherwise, rows)];
      return then.type === 'text' ? textWhen(condition, then, otherwise as TextVector) : whenOf(condition, then, otherwise as NumberVector);
    }
  }
}

/** The same few numbers stand in most expressions: of a table that is small, each is filled in once. */
const numbersIn = new WeakMap<RowSource, Map<number, NumberVector>>();
const small = 2 ** 14;

function numberIn(rows: RowSource, value: number): NumberVector {
  // Zero and minus zero would be one key of the map.
  if (rows.n > small || Object.is(value, -0)) return constant(rows.n, value, 'number');
  const known = numbersIn.get(rows) ?? new Map<number, NumberVector>();
  numbersIn.set(rows, known);
  const found = known.get(value) ?? constant(rows.n, value, 'number');
  known.set(value, found);
  return found;
}

function numbers(e: Expression, rows: RowSource): NumberVector {
  return evaluate(e, rows) as NumberVector;
}
