import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { type ColumnData, fromColumns, type RowValue } from '../../src/engines/memory/from-rows.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';

/** A Parquet or CSV file, or its first rows, as rows in memory: without the engines of this library that read files. */
export async function fileInMemory(file: URL, rows?: number): Promise<SyncRelation> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`from '${fileURLToPath(file).replaceAll("'", "''")}'${rows === undefined ? '' : ` limit ${rows}`}`);
    const columns = reader.getColumns();
    return fromColumns(Object.fromEntries(reader.columnNames().map((name, j) => [name, columnData(columns[j] as RowValue[])])), fileURLToPath(file));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function columnData(values: readonly RowValue[]): ColumnData {
  return values.every((value) => typeof value === 'number') ? Float64Array.from(values) : values;
}
