import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { type CsvHeader, csvHeader } from './csv-header.ts';
import { json, whyBadJson } from './json.ts';
import { queryRows } from './query-rows.ts';
import { asGlob, literal, literals, whyFailed } from './sql-text.ts';
import { compressionOf, namesAreNoData, pinnedJson, typedBy } from './typed.ts';
import type { Identity } from './unchanged.ts';

/** A file format, known by its ending. */
export interface Format {
  readonly endings: readonly string[];
  /** Scanned where it lies, not copied into memory. */
  readonly stays: boolean;
  /** The files as a FROM item, with SQL types of columns that are not to be guessed: of any, or where numbers are numbers in the file of none or all. */
  tableOf(paths: readonly string[], types: Readonly<Record<string, string>>): Promise<string>;
  /** Numbers are numbers in the file itself, whose text says no more. */
  readonly typed: boolean;
  /** All rows have the same columns. */
  readonly uniform: boolean;
  /** The names of columns as they stand in a file. */
  namesIn(path: string, connection: DuckDBConnection): Promise<readonly string[]>;
  /** Why reading failed, in words. */
  whyUnreadable(error: unknown, paths: readonly string[], connection: DuckDBConnection): Promise<string>;
}

/** Files of one format and layout, and the name by which a query reads them. */
export interface Files {
  readonly view: string;
  readonly paths: readonly string[];
  readonly format: Format;
  /** As they were when they were found. */
  readonly identities: readonly Identity[];
}

const globs = (paths: readonly string[]): string => literals(paths.map(asGlob));

const parquet: Format = {
  endings: ['.parquet'],
  stays: true,
  typed: true,
  uniform: true,
  // By name, so that a column of integers in one file and of fractions in the next is one of fractions.
  tableOf: async (paths) => `read_parquet(${globs(paths)}, union_by_name = ${paths.length > 1}, binary_as_string = false, ${namesAreNoData})`,
  async namesIn(path, connection) {
    const [, ...parts] = await queryRows(`select name from parquet_schema(${literal(asGlob(path))})`, connection);
    return parts.map(([name]) => String(name));
  },
  whyUnreadable: async (error) => whyFailed(error),
};

const csv: Format = {
  endings: ['.csv', '.csv.gz', '.tsv', '.tsv.gz'],
  stays: false,
  typed: false,
  uniform: true,
  // The whole file is sampled: a type guessed from its head would fail on the row that differs.
  tableOf: async (paths, types) =>
    `read_csv(${globs(paths)}, ${layoutOf(await csvHeader(paths[0]))}, ${pinnedCsv(paths, types)}, ${typedBy('types', types)}sample_size = -1, files_to_sniff = -1)`,
  namesIn: async (path) => (await csvHeader(path)).names,
  async whyUnreadable(error, paths, connection) {
    for (const path of paths) {
      const header = await csvHeader(path);
      const cells = header.names.map((_, i) => `x${i}`);
      const columns = cells.map((cell) => `${cell}: 'VARCHAR'`).join(', ');
      const counts = cells.map((cell) => `count(${cell})`).join(', ');
      const strictly = `select ${counts} from read_csv(${globs([path])}, ${layoutOf(header)}, ${compressionOf([path])}, auto_detect = false, columns = {${columns}})`;
      const why = await connection.run(strictly).then(() => undefined, whyBadLine);
      if (why !== undefined) return why;
    }
    return whyFailed(error);
  },
};

const jsonl: Format = {
  endings: ['.jsonl', '.ndjson', '.jsonl.gz', '.ndjson.gz'],
  stays: false,
  typed: true,
  uniform: false,
  tableOf: async (paths, types) =>
    `read_json(${globs(paths)}, format = 'newline_delimited', ${pinnedJson(paths)}, ${typedBy('columns', types)}sample_size = -1)`,
  async namesIn(path, connection) {
    const objects = `read_json_objects(${globs([path])}, format = 'newline_delimited', ${compressionOf([path])}, ${namesAreNoData})`;
    return (await queryRows(`select distinct unnest(json_keys(json)) from ${objects}`, connection)).map(([name]) => String(name));
  },
  whyUnreadable: async (error) => whyBadJson(error),
};

const formats: readonly Format[] = [parquet, csv, jsonl, json];

/** Errors  file-not-a-table. */
export function formatOf(path: string): Format {
  const format = formats.find(({ endings }) => endings.some((ending) => path.toLowerCase().endsWith(ending)));
  if (!format) throw new EstimandError('file-not-a-table', { path, kinds: formats.flatMap(({ endings }) => endings) });
  return format;
}

function layoutOf({ delimiter }: CsvHeader): string {
  return `header = true, skip = 0, delim = ${literal(delimiter)}, quote = '"', escape = '"', comment = ''`;
}

/** Everything that a reader would find out by itself, but for the types of columns: it guesses one thing today and another from tomorrow's file. */
const pinnedCsv = (paths: readonly string[], types: Readonly<Record<string, string>>): string =>
  [
    compressionOf(paths),
    namesAreNoData,
    "encoding = 'utf-8', decimal_separator = '.', nullstr = '', allow_quoted_nulls = true",
    'strict_mode = true, null_padding = false, ignore_errors = false, all_varchar = false, normalize_names = false, union_by_name = false',
    "auto_type_candidates = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'TIME', 'DATE', 'TIMESTAMP', 'TIMESTAMPTZ', 'VARCHAR']",
    // 03/04/2026 is a day in March to some and in April to others: it stays text, unless the study says that it is a date.
    ...(Object.values(types).includes('DATE') ? [] : ["dateformat = '%Y-%m-%d'"]),
  ].join(', ');

/** DuckDB's account of a line, shortened: `line 3 has 2 cells, where the header has 3`. */
function whyBadLine(error: unknown): string {
  const { message } = error as Error;
  const [, line, found = ''] = /^.*CSV Error on Line: (\d+)\n(?:Original Line: .*\n)?(.*)/.exec(message) ?? [];
  const [, expected, cells] = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(found) ?? [];
  if (cells !== undefined) return `line ${line} has ${cells} cells, where the header has ${expected}`;
  return line === undefined ? whyFailed(error) : `line ${line}: ${found.replace(/\.$/, '')}`;
}
