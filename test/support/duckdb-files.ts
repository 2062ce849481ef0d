import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBAppender, DuckDBInstance } from '@duckdb/node-api';
import type { ColumnKind, TestTable } from './tables.ts';

const typeOf: { readonly [K in ColumnKind]: string } = {
  grid: 'DOUBLE',
  tenths: 'DOUBLE',
  offset: 'DOUBLE',
  whole: 'DOUBLE',
  integer: 'INTEGER',
  wide: 'BIGINT',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
};

export interface Files {
  readonly folder: string;
  /** The path of a file in the folder. */
  at(name: string): string;
  put(name: string, content: string | Uint8Array): Promise<void>;
  /** Runs SQL without bounds, to prepare files. */
  run(sql: string): Promise<void>;
  /** Writes a table as Parquet and gives its path. */
  write(table: TestTable): Promise<string>;
  close(): Promise<void>;
}

/** A folder for the files of a test. */
export async function temporaryFiles(): Promise<Files> {
  const folder = await mkdtemp(join(tmpdir(), 'estimand-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  let written = 0;
  return {
    folder,
    at: (name) => join(folder, name),
    put: (name, content) => writeFile(join(folder, name), content),
    async run(sql) {
      await connection.run(sql);
    },
    async write(table) {
      const path = join(folder, `table-${written++}.parquet`);
      const columns = table.columns.map(({ name, kind }) => `"${name.replaceAll('"', '""')}" ${typeOf[kind]}`);
      await connection.run(`create or replace table written (${columns.join(', ')})`);
      const appender = await connection.createAppender('written');
      for (let row = 0; row < table.rows; row++) {
        for (const { kind, values } of table.columns) append(appender, kind, values[row]);
        appender.endRow();
      }
      appender.closeSync();
      await connection.run(`copy written to '${path}' (format parquet)`);
      return path;
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
      await rm(folder, { recursive: true });
    },
  };
}

function append(appender: DuckDBAppender, kind: ColumnKind, value: TestTable['columns'][number]['values'][number]): void {
  if (value === null) appender.appendNull();
  else if (kind === 'text') appender.appendVarchar(value as string);
  else if (kind === 'boolean') appender.appendBoolean(value as boolean);
  else if (kind === 'wide') appender.appendBigInt(value as bigint);
  else if (kind === 'integer') appender.appendInteger(value as number);
  else appender.appendDouble(value as number);
}
