import type { AnswerOptions } from '../../relation/relation.ts';
import type { Column } from '../../relation/schema.ts';
import type { Step } from '../../relation/steps.ts';
import type { Cell, Database } from './database.ts';
import { noBindings, type Scope, scopeOf } from './scope.ts';
import { type Source, sourceOf } from './source.ts';

/** A base table in a database. */
export interface SqlTable {
  readonly name: string;
  readonly base: Source;
  /** How many rows it has, where they were counted. */
  readonly rows?: number;
  readonly db: Database;
}

/** Where requests are asked: a table, the steps from its rows, and the columns after them. */
export interface SqlPlace {
  readonly table: SqlTable;
  readonly steps: readonly Step[];
  readonly schema: readonly Column[];
  readonly options: AnswerOptions;
}

/** A SELECT in the making: what it selects from, and where its expressions are compiled. */
export interface Selection {
  readonly from: string;
  readonly scope: Scope;
}

/** Selects from the rows of a place, or from those that the same steps make of another base. */
export function selectionAt({ table, steps }: SqlPlace, base: Source = table.base): Selection {
  const { dialect } = table.db;
  const bindings = noBindings();
  const { sql, schema } = sourceOf(base, steps, dialect, bindings);
  return { from: sql, scope: scopeOf(dialect, schema, bindings) };
}

/** Runs the SELECT: its result as columns of cells. */
export function query({ table, options }: SqlPlace, { scope }: Selection, sql: string): Promise<readonly (readonly Cell[])[]> {
  return table.db.query(sql, scope.bindings.values, options);
}
