import type { Column } from '../../relation/schema.ts';
import type { Dialect } from './dialect.ts';
import { identifiersOf } from './identifiers.ts';

/** Values to bind, in the order of their placeholders. Equal values share one. */
export interface Bindings {
  readonly values: (string | number)[];
  readonly places: Map<string, number>;
}

export const noBindings = (): Bindings => ({ values: [], places: new Map() });

/** Where an expression is compiled: the dialect, the columns in scope and the values bound so far. */
export interface Scope {
  readonly dialect: Dialect;
  readonly schema: readonly Column[];
  readonly identifiers: ReadonlyMap<string, string>;
  readonly bindings: Bindings;
}

export function scopeOf(dialect: Dialect, schema: readonly Column[], bindings: Bindings): Scope {
  return { dialect, schema, identifiers: identifiersOf(schema), bindings };
}

export function bind({ dialect, bindings }: Scope, value: string | number): string {
  const key = `${typeof value} ${Object.is(value, -0) ? '-0' : value}`;
  const index = bindings.places.get(key) ?? bindings.values.push(value);
  bindings.places.set(key, index);
  const placeholder = dialect.placeholder(index);
  return typeof value === 'number' ? dialect.double(placeholder) : dialect.text(placeholder);
}

/** A column by its quoted identifier. */
export function columnSql(name: string, { dialect, identifiers }: Scope): string {
  return dialect.quote(identifiers.get(name)!);
}
