import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDoubleVector,
  type DuckDBMaterializedResult,
  type DuckDBResult,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { AnswerOptions } from '../../relation/relation.ts';
import type { Cell, Database } from '../sql/database.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { interruptedBy } from './interrupted-by.ts';
import { queryFailed } from './query-failed.ts';

const progressEveryMs = 50;

/**
 * A DuckDB connection as the SQL engine sees it. A stream ends silently on an error at run time: results are materialised, but for arrays, whose
 * length is known before. Where a stream falls short of it, the query is run again to learn why.
 */
export function duckdbDatabase(connection: DuckDBConnection, close: () => void): Database {
  let kept = 0;
  const work = closedAfterWork(close);
  const watched: Watched = (options, run) => work.during(() => watchedOn(connection, options, run));
  const runWatched = (sql: string, values: readonly (string | number)[], options: AnswerOptions): Promise<DuckDBMaterializedResult> =>
    watched(options, () => connection.run(sql, [...values], values.map(typeOf)));
  return {
    dialect: duckdbDialect,
    async query(sql, values, options) {
      const result = await runWatched(sql, values, options);
      const columns = await result.getColumns();
      // A result without rows comes without columns.
      return Array.from({ length: result.columnCount }, (_, i) => (columns[i] ?? []).map(cellOf));
    },
    async arrays(sql, values, kinds, rows, options) {
      const empty = (length: number) => kinds.map((kind) => (kind === 'double' ? new Float64Array(length) : new Array<string>(length)));
      if (rows === undefined) {
        const result = await runWatched(sql, values, options);
        const whole = empty(Number(result.rowCount));
        await fill(whole, result);
        return whole;
      }
      const arrays = empty(rows);
      const streamed = await watched(options, async () => fill(arrays, await connection.stream(sql, [...values], values.map(typeOf))));
      if (streamed === rows) return arrays;
      const found = await fill(arrays, await runWatched(sql, values, options));
      if (found !== rows) throw new EstimandError('rows-lost', { expected: rows, found, source: 'a query' });
      return arrays;
    },
    async keep(sql, values, options) {
      const table = `estimand.kept_${kept++}`;
      await runWatched(`create table ${table} as ${sql}`, values, options);
      // What is asked later waits until it is gone; an end of the connection takes it along.
      return { table, drop: () => void work.during(() => connection.run(`drop table ${table}`)).catch(ignored) };
    },
    close: work.close,
  };
}

type Watched = <T>(options: AnswerOptions, run: () => Promise<T>) => Promise<T>;

/** A connection that is closed while it works takes the process with it: the end waits for what is under way. */
function closedAfterWork(close: () => void) {
  let running = 0;
  let isToClose = false;
  return {
    async during<T>(run: () => Promise<T>): Promise<T> {
      running++;
      try {
        return await run();
      } finally {
        running--;
        if (isToClose && running === 0) close();
      }
    },
    close(): void {
      if (isToClose) return;
      isToClose = true;
      if (running === 0) close();
    },
  };
}

// Unless it is told, the driver binds whole numbers as integers.
const typeOf = (value: string | number): typeof DOUBLE | typeof VARCHAR => (typeof value === 'number' ? DOUBLE : VARCHAR);

/** Errors  query-failed; what the signal is aborted with. */
async function watchedOn<T>(connection: DuckDBConnection, { signal, onProgress }: AnswerOptions, work: () => Promise<T>): Promise<T> {
  signal?.throwIfAborted();
  const watch = onProgress && setInterval(() => onProgress(Math.max(0, connection.progress.percentage) / 100), progressEveryMs);
  try {
    return await interruptedBy(signal, connection, work);
  } catch (error) {
    signal?.throwIfAborted();
    throw queryFailed(error);
  } finally {
    clearInterval(watch);
  }
}

function cellOf(value: DuckDBValue): Cell {
  if (value === null) return undefined;
  return typeof value === 'object' ? value.toString() : value;
}

/** Doubles straight from the chunks' memory; text boxed. Gives how many rows there were; those beyond the arrays are counted only. */
async function fill(arrays: readonly (Float64Array | string[])[], result: DuckDBResult): Promise<number> {
  let from = 0;
  let next = result.fetchChunk();
  for (let chunk = await next; chunk !== null && chunk.rowCount > 0; chunk = await next) {
    const { rowCount } = chunk;
    // The next is read while this one is copied.
    next = result.fetchChunk();
    next.catch(ignored);
    for (const [k, target] of arrays.entries()) {
      if (from + rowCount > target.length) continue;
      const vector = chunk.getColumnVector(k);
      if (target instanceof Float64Array) {
        if (!(vector instanceof DuckDBDoubleVector)) throw new TypeError(`column ${k} is no double`);
        const whole = wholeItems(vector);
        if (whole?.length === rowCount) target.set(whole, from);
        else for (let i = 0; i < rowCount; i++) target[from + i] = vector.getItem(i) ?? Number.NaN;
      } else for (let i = 0; i < rowCount; i++) target[from + i] = String(vector.getItem(i));
    }
    from += rowCount;
  }
  return from;
}

/** A rejection is met where the promise is awaited. */
const ignored = (): void => undefined;

/** The values of a vector without nulls as they lie in memory: a copy of a block instead of a call a value. The driver keeps them private, so what is not there is not relied on. */
function wholeItems(vector: DuckDBDoubleVector): Float64Array | undefined {
  const { items, validity } = vector as unknown as { readonly items?: unknown; readonly validity?: { readonly data?: unknown } };
  return items instanceof Float64Array && validity?.data === null ? items : undefined;
}
