import type { AnswerOptions } from '../../relation/relation.ts';
import type { Dialect } from './dialect.ts';

export type Cell = string | number | bigint | boolean | undefined;

/** What the SQL engine needs of a driver. */
export interface Database {
  readonly dialect: Dialect;
  /** All rows, as columns of cells. Never a part of them: an error at run time rejects. */
  query(sql: string, values: readonly (string | number)[], options: AnswerOptions): Promise<readonly (readonly Cell[])[]>;
  /** The same for columns of doubles and text keys, as arrays. Where rows were counted before, any other number of them rejects. */
  arrays(
    sql: string,
    values: readonly (string | number)[],
    kinds: readonly ('double' | 'text')[],
    rows: number | undefined,
    options: AnswerOptions,
  ): Promise<readonly (Float64Array | readonly string[])[]>;
  /** Runs a SELECT once into a table, which `drop` removes. */
  keep(sql: string, values: readonly (string | number)[], options: AnswerOptions): Promise<{ readonly table: string; readonly drop: () => void }>;
  close(): void;
}
