import { createInterface } from 'node:readline';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { OddCell } from '../../relation/schema.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { csvHeader, textOf } from './csv-header.ts';
import { csvRecords } from './csv-records.ts';
import { queryRows } from './query-rows.ts';

/** The first value of a column of text that is no number, and where it stands, if a line of a file can be told; undefined where each is one. */
export async function oddCell(
  view: string,
  name: string,
  declared: string,
  paths: readonly string[],
  connection: DuckDBConnection,
): Promise<OddCell | undefined> {
  const column = duckdbDialect.quote(name);
  const text = declared === 'JSON' ? `json_extract_string(${column}, '$')` : `cast(${column} as varchar)`;
  const isOdd = `not coalesce(isfinite(try_cast(${text} as double)), false)`;
  const [[found] = []] = await queryRows(`select ${text} from ${view} where ${text} is not null and ${isOdd} limit 1`, connection);
  if (found === undefined || found === null) return undefined;
  for (const path of paths) {
    const line = await lineOf(path, name, String(found));
    if (line !== undefined) return { text: String(found), path, line };
  }
  return { text: String(found) };
}

/** The one-based line of the first row that holds a text in a column. */
async function lineOf(path: string, name: string, text: string): Promise<number | undefined> {
  if (/\.(csv|tsv)(\.gz)?$/i.test(path)) return lineOfCsv(path, name, text);
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(path) ? lineOfJson(path, name, text) : undefined;
}

async function lineOfCsv(path: string, name: string, text: string): Promise<number | undefined> {
  const { delimiter, names } = await csvHeader(path);
  const place = names.indexOf(name);
  for await (const { line, cells } of csvRecords(textOf(path), delimiter)) if (cells[place] === text) return line;
  return undefined;
}

async function lineOfJson(path: string, name: string, text: string): Promise<number | undefined> {
  let line = 0;
  for await (const written of createInterface({ input: textOf(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (written.includes(name) && valueIn(written, name) === text) return line;
  }
  return undefined;
}

function valueIn(written: string, name: string): string | undefined {
  try {
    const row: unknown = JSON.parse(written);
    return typeof row === 'object' && row !== null && Object.hasOwn(row, name) ? String((row as Record<string, unknown>)[name]) : undefined;
  } catch {
    // DuckDB reads what JSON.parse does not, such as NaN.
    return undefined;
  }
}
