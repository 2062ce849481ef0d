import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

export async function queryRows(sql: string, connection: DuckDBConnection, values: readonly string[] = []): Promise<readonly (readonly DuckDBValue[])[]> {
  return (await connection.run(sql, [...values])).getRows();
}
