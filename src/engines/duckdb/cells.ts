import type { DuckDBConnection } from '@duckdb/node-api';
import type { OddCell } from '../../relation/schema.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import type { Files } from './formats.ts';
import { lineOf } from './lines.ts';
import { queryRows } from './query-rows.ts';
import type { ReachedValue } from './reach.ts';
import { asGlob, literal } from './sql-text.ts';

/** A column of text, and what it is made of where it lies within another. */
export interface TextColumn {
  readonly name: string;
  readonly declared: string;
  readonly reached: ReachedValue | undefined;
}

/** Rows, and the files in which they lie, where they are rows of files; `within` what these hold at a path. */
export interface RowsOfFiles {
  readonly view: string;
  readonly files: Files | undefined;
  readonly within: boolean;
}

const { quote } = duckdbDialect;

/** The first value of a column of text that is no number, and where it stands: its line in a file of lines, else its row; undefined where each is one. */
export async function oddCell(column: TextColumn, rows: RowsOfFiles, connection: DuckDBConnection): Promise<OddCell | undefined> {
  const text = textOf(quote(column.name), column);
  const isOdd = `not coalesce(isfinite(try_cast(${text} as double)), false)`;
  const [[found] = []] = await queryRows(`select ${text} from ${rows.view} where ${text} is not null and ${isOdd} limit 1`, connection);
  if (found === undefined || found === null) return undefined;
  return { text: String(found), ...(rows.files && (await placeOf(String(found), column, { ...rows, files: rows.files }, connection))) };
}

const textOf = (value: string, { declared }: TextColumn): string => (declared === 'JSON' ? `json_extract_string(${value}, '$')` : `cast(${value} as varchar)`);

type Place = Pick<OddCell, 'path' | 'line' | 'row'>;

async function placeOf(
  text: string,
  column: TextColumn,
  { view, files, within }: RowsOfFiles & { files: Files },
  connection: DuckDBConnection,
): Promise<Place> {
  const steps = column.reached?.steps ?? [{ kind: 'field', name: column.name }];
  for (const path of files.paths) {
    const line = within ? undefined : await lineOf(path, steps, text);
    if (line !== undefined) return { path, line };
    const row = files.format.stays && !within ? await rowOfParquet(path, text, column, connection) : undefined;
    if (row !== undefined) return { path, row };
  }
  const [path, other] = files.paths;
  if (files.format.stays && !within) return {};
  // Of several files nobody knows any more which row was whose.
  const row =
    other === undefined && (within || /\.json(\.gz)?$/i.test(path))
      ? await rowOf(`select row_number() over () as place, ${textOf(quote(column.name), column)} as cell from ${view}`, text, connection)
      : undefined;
  return row === undefined ? {} : { path, row };
}

function rowOfParquet(path: string, text: string, column: TextColumn, connection: DuckDBConnection): Promise<number | undefined> {
  const cell = textOf(column.reached?.sql ?? quote(column.name), column);
  return rowOf(`select file_row_number + 1 as place, ${cell} as cell from read_parquet(${literal(asGlob(path))}, file_row_number = true)`, text, connection);
}

async function rowOf(cells: string, text: string, connection: DuckDBConnection): Promise<number | undefined> {
  const [[row]] = await queryRows(`select min(place) from (${cells}) where cell = $1`, connection, [text]);
  return row === null ? undefined : Number(row);
}
