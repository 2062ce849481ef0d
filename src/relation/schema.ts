import { EstimandError } from '../errors/estimand-error.ts';
import type { Expression, ValueType } from '../expressions/expression.ts';
import { expectConditionType as expectConditionOf, type KnownTypes, typeOf } from '../expressions/type-of.ts';

/** A column as the data declare it. */
export interface Column {
  readonly name: string;
  readonly type: ValueType;
  /** Holds integers by type (booleans do not count). */
  readonly integer: boolean;
  readonly nullable: boolean;
  /** The source's own word for the type, for messages. */
  readonly declared: string;
  /** The paths to what lies within it, such as `metadata.arm`, of a column that holds several values. */
  readonly inside?: readonly string[];
  /** The paths to lists of objects within it, which may be the rows that are meant. */
  readonly lists?: readonly string[];
  /** The value that makes text of a column that was to be one of numbers. */
  readonly odd?: OddCell;
  /** A number in it that is too large or too small to be computed with. */
  readonly outside?: number;
}

/** A value that is no number, and the file and the line or row where it stands, if that is known; both count from one. */
export interface OddCell {
  readonly text: string;
  readonly path?: string;
  readonly line?: number;
  /** Of a file that is not written in lines. */
  readonly row?: number;
}

/** What can be named: the columns, and instead of those that hold several values the paths to what lies in them. */
export const namesIn = (schema: readonly Column[]): readonly string[] => [...new Set(schema.flatMap(({ name, inside }) => inside ?? [name]))];

/** Errors  column-unknown, naming the nearest column. */
export function columnNamed(schema: readonly Column[], name: string, source: string): Column {
  const found = schema.find((c) => c.name === name);
  if (!found) throw new EstimandError('column-unknown', { column: name, source, known: namesIn(schema) });
  return found;
}

const typesOver = new WeakMap<readonly Column[], KnownTypes>();

function knownOver(schema: readonly Column[]): KnownTypes {
  const known = typesOver.get(schema) ?? new WeakMap();
  typesOver.set(schema, known);
  return known;
}

/** Errors  column-unknown; expression-type. */
export function typeIn(schema: readonly Column[], source: string, e: Expression): ValueType {
  return typeOf(e, (name) => columnNamed(schema, name, source).type, knownOver(schema));
}

/** Errors  expression-type when the expression is no condition. */
export function expectCondition(schema: readonly Column[], source: string, e: Expression): void {
  expectConditionOf(e, (name) => columnNamed(schema, name, source).type, knownOver(schema));
}

/** Errors  measure-not-numeric when the expression does not yield a number; integer-too-large when it is an identifier. */
export function expectMeasure(schema: readonly Column[], source: string, e: Expression, label: string): void {
  const type = typeIn(schema, source, e);
  if (type === 'number' || type === 'boolean') return;
  const column = e.op === 'column' ? e.name : label;
  if (type === 'identifier') throw new EstimandError('integer-too-large', { column, source });
  const declared = e.op === 'column' ? columnNamed(schema, e.name, source).declared : type;
  throw new EstimandError('measure-not-numeric', { column, source, declared });
}

/** Is there such a column, and can it be added up? */
export const holdsNumbers = (schema: readonly Column[], name: string): boolean =>
  schema.some((c) => c.name === name && (c.type === 'number' || c.type === 'boolean'));
