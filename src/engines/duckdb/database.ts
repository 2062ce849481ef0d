import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDoubleVector,
  type DuckDBInstance,
  type DuckDBMaterializedResult,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { AnswerOptions } from '../../relation/relation.ts';
import type { Cell, Database } from '../sql/database.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { firstLine } from './sql-text.ts';

const progressEveryMs = 50;

/** A DuckDB connection as the SQL engine sees it. Results are materialised: a stream would end silently on an error at run time. */
export function duckdbDatabase(instance: DuckDBInstance, connection: DuckDBConnection): Database {
  return {
    dialect: duckdbDialect,
    async query(sql, values, options) {
      const result = await runWatched(connection, sql, values, options);
      const columns = await result.getColumns();
      // A result without rows comes without columns.
      return Array.from({ length: result.columnCount }, (_, i) => (columns[i] ?? []).map(cellOf));
    },
    async arrays(sql, values, kinds, options) {
      return collect(await runWatched(connection, sql, values, options), kinds);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Errors  query-failed; what the signal is aborted with. */
async function runWatched(
  connection: DuckDBConnection,
  sql: string,
  values: readonly (string | number)[],
  { signal, onProgress }: AnswerOptions,
): Promise<DuckDBMaterializedResult> {
  signal?.throwIfAborted();
  const interrupt = (): void => connection.interrupt();
  const watch = onProgress && setInterval(() => onProgress(Math.max(0, connection.progress.percentage) / 100), progressEveryMs);
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    // Unless it is told, the driver binds whole numbers as integers.
    return await connection.run(
      sql,
      [...values],
      values.map((value) => (typeof value === 'number' ? DOUBLE : VARCHAR)),
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw new EstimandError('query-failed', { why: firstLine(error) });
  } finally {
    clearInterval(watch);
    signal?.removeEventListener('abort', interrupt);
  }
}

function cellOf(value: DuckDBValue): Cell {
  if (value === null) return undefined;
  return typeof value === 'object' ? value.toString() : value;
}

/** Doubles straight from the chunks' memory; text boxed. */
async function collect(result: DuckDBMaterializedResult, kinds: readonly ('double' | 'text')[]): Promise<readonly (Float64Array | readonly string[])[]> {
  const out = kinds.map((kind) => (kind === 'double' ? new Float64Array(result.rowCount) : new Array<string>(result.rowCount)));
  let from = 0;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const [k, target] of out.entries()) {
      const vector = chunk.getColumnVector(k);
      if (target instanceof Float64Array) {
        if (!(vector instanceof DuckDBDoubleVector)) throw new TypeError(`column ${k} is no double`);
        const whole = wholeItems(vector);
        if (whole?.length === chunk.rowCount) target.set(whole, from);
        else for (let i = 0; i < chunk.rowCount; i++) target[from + i] = vector.getItem(i) ?? Number.NaN;
      } else for (let i = 0; i < chunk.rowCount; i++) target[from + i] = String(vector.getItem(i));
    }
    from += chunk.rowCount;
  }
  if (from !== result.rowCount) throw new EstimandError('rows-lost', { expected: result.rowCount, found: from, source: 'a query' });
  return out;
}

/** The values of a vector without nulls as they lie in memory: a copy of a block instead of a call a value. The driver keeps them private, so what is not there is not relied on. */
function wholeItems(vector: DuckDBDoubleVector): Float64Array | undefined {
  const { items, validity } = vector as unknown as { readonly items?: unknown; readonly validity?: { readonly data?: unknown } };
  return items instanceof Float64Array && validity?.data === null ? items : undefined;
}
