import type { Expression, FunctionName } from '../../expressions/expression.ts';

/** What an operation reads: a number that is the same on every row, a column of the data, or what an operation before it made. */
export type Operand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'column'; readonly place: number }
  | { readonly kind: 'made'; readonly place: number };

export type Op =
  | 'add'
  | 'subtract'
  | 'times'
  | 'divide'
  | 'less'
  | 'atMost'
  | 'greater'
  | 'atLeast'
  | 'equals'
  | 'differs'
  | 'and'
  | 'or'
  | 'not'
  | 'isKnown'
  | 'when'
  | FunctionName;

export interface Operation {
  readonly op: Op;
  readonly a: Operand;
  readonly b: Operand;
  readonly c: Operand;
}

/** Expressions as a list of operations on blocks of rows, each made once, with unknown values as NaN. */
export interface Program {
  readonly operations: readonly Operation[];
  readonly results: readonly Operand[];
}

/** Where a column of the data stands among those that programs read; undefined for one that they cannot. */
export interface Columns {
  place(name: string): number | undefined;
  /** Of a column that says where a key has this level. */
  placeOfLevel(name: string, level: string): number | undefined;
}

/** An expression that programs do not know: the plain engine answers it. */
export class NotCompiled extends Error {}

const none: Operand = { kind: 'number', value: Number.NaN };
const isNumber = (o: Operand): o is Extract<Operand, { kind: 'number' }> => o.kind === 'number';

/**
 * Expressions on the rows of one arm: what asks for the arm is known, so that only its own branch is left, and what is known of numbers is worked out.
 *
 * Errors   NotCompiled.
 */
export function compiled(
  expressions: readonly Expression[],
  derived: ReadonlyMap<string, Expression>,
  arm: { readonly column: string; readonly level: string },
  columns: Columns,
): Program {
  const operations: Operation[] = [];
  const known = new Map<string, Operand>();
  const ofExpression = new Map<Expression, Operand>();

  const make = (op: Op, a: Operand, b: Operand = none, c: Operand = none): Operand => {
    const key = JSON.stringify([op, keyOf(a), keyOf(b), keyOf(c)]);
    const before = known.get(key);
    if (before) return before;
    const made: Operand = { kind: 'made', place: operations.push({ op, a, b, c }) - 1 };
    known.set(key, made);
    return made;
  };
  const columnNamed = (name: string): Operand => {
    const e = derived.get(name);
    if (e) return visit(e);
    const place = name === arm.column ? undefined : columns.place(name);
    if (place === undefined) throw new NotCompiled(name);
    return { kind: 'column', place };
  };
  const levelOf = (e: Extract<Expression, { op: 'is' }>): Operand => {
    if (e.of.op !== 'column') throw new NotCompiled('is');
    if (e.of.name === arm.column) return { kind: 'number', value: arm.level === e.level ? 1 : 0 };
    const place = derived.has(e.of.name) ? undefined : columns.placeOfLevel(e.of.name, e.level);
    if (place === undefined) throw new NotCompiled(e.of.name);
    return { kind: 'column', place };
  };
  const visit = (e: Expression): Operand => {
    const before = ofExpression.get(e);
    if (before) return before;
    const found = fresh(e);
    ofExpression.set(e, found);
    return found;
  };
  const fresh = (e: Expression): Operand => {
    switch (e.op) {
      case 'column':
        return columnNamed(e.name);
      case 'number':
        return { kind: 'number', value: e.value };
      case 'boolean':
        return { kind: 'number', value: e.value ? 1 : 0 };
      case 'is':
        return levelOf(e);
      case 'indicator':
        return visit(e.of);
      case 'not':
        return negated(visit(e.of), make);
      case 'isKnown':
        if (e.of.op === 'column' && e.of.name === arm.column) return { kind: 'number', value: 1 };
        return make('isKnown', visit(e.of));
      case 'call':
        return make(e.name, visit(e.of));
      case 'when': {
        const condition = visit(e.condition);
        if (isNumber(condition)) return visit(condition.value === 1 ? e.value : e.otherwise);
        return make('when', condition, visit(e.value), visit(e.otherwise));
      }
      case 'text':
      case 'seconds':
        throw new NotCompiled(e.op);
      default:
        return make(e.op, visit(e.left), visit(e.right));
    }
  };
  const results = expressions.map(visit);
  return { operations, results };
}

const negated = (of: Operand, make: (op: Op, a: Operand) => Operand): Operand => (isNumber(of) ? { kind: 'number', value: 1 - of.value } : make('not', of));

const keyOf = (o: Operand): readonly [string, number | string] =>
  isNumber(o) ? ['number', Object.is(o.value, -0) ? '-0' : String(o.value)] : [o.kind, o.place];
