import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

export const benchFolder = resolve(import.meta.dirname, '../.bench');

/** Parquet of n rows, made once by DuckDB from hashes of the row number: the same data on every machine. */
export async function benchFile(name: string, n: number, columns: Readonly<Record<string, string>>): Promise<string> {
  const path = resolve(benchFolder, `${name}-${n}.parquet`);
  if (existsSync(path)) return path;
  mkdirSync(benchFolder, { recursive: true });
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const select = Object.entries(columns).map(([column, sql]) => `${sql} as ${column}`);
  await connection.run(`copy (select ${select.join(', ')} from range(${n}) as t(i)) to '${path}.tmp' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
  renameSync(`${path}.tmp`, path);
  return path;
}

/** Uniform in (0, 1), by hashing the row number with a salt. */
export const uniform = (salt: number): string => `(((hash(i, ${salt}) >> 11)::double + 0.5) / 9007199254740992.0)`;
/** Roughly normal, with four decimals: the sum of three uniforms. */
export const bell = (salt: number): string => `round(2 * (${uniform(3 * salt)} + ${uniform(3 * salt + 1)} + ${uniform(3 * salt + 2)} - 1.5), 4)`;
export const arm = `(hash(i, 0) % 2)::integer`;
export const segment = `(hash(i, 1) % 10)::integer`;
