import { EstimandError } from '../errors/estimand-error.ts';
import type { Expression, ValueType } from '../expressions/expression.ts';
import { typeOf } from '../expressions/type-of.ts';

/** A column as the data declare it. */
export interface Column {
  readonly name: string;
  readonly type: ValueType;
  /** Holds integers by type (booleans do not count). */
  readonly integer: boolean;
  /** Can hold integers beyond 2^53, which a double cannot. */
  readonly wide: boolean;
  readonly nullable: boolean;
  /** The source's own word for the type, for messages. */
  readonly declared: string;
}

/** Errors  column-unknown, naming the nearest column. */
export function columnNamed(schema: readonly Column[], name: string, source: string): Column {
  const found = schema.find((c) => c.name === name);
  if (!found) throw new EstimandError('column-unknown', { column: name, source, known: schema.map((c) => c.name) });
  return found;
}

export function typeIn(schema: readonly Column[], source: string, e: Expression): ValueType {
  return typeOf(e, (name) => columnNamed(schema, name, source).type);
}

/** Errors  measure-not-numeric when the expression does not yield a number. */
export function expectMeasure(schema: readonly Column[], source: string, e: Expression, label: string): void {
  const type = typeIn(schema, source, e);
  if (type === 'number' || type === 'boolean') return;
  const declared = e.op === 'column' ? columnNamed(schema, e.name, source).declared : type;
  throw new EstimandError('measure-not-numeric', { column: e.op === 'column' ? e.name : label, source, declared });
}
