import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { pathsIn, waysTo } from './paths.ts';
import { queryRows } from './query-rows.ts';
import type { Field } from './shape.ts';

/** Types that a study may give a column. */
export type DataType = 'text' | 'number' | 'boolean' | 'date' | 'timestamp';

const sqlTypes: Readonly<Record<DataType, string>> = { text: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN', date: 'DATE', timestamp: 'TIMESTAMP' };

/** How the columns of a file are read. */
export interface ColumnTypes {
  /** Columns whose cells are names: text as it stands in the file, unless a whole number or true and false say the same. */
  readonly keys: readonly string[];
  /** As the study declares them. */
  readonly types: Readonly<Record<string, DataType>>;
  /** Any column may become a key of a statement: one whose cells would not survive a number stays text. */
  readonly wary: boolean;
  /** All columns that will be asked for. */
  readonly names: readonly string[];
  /** Where the rows lie in a file that holds more. */
  readonly at: string | undefined;
}

/** A time of day with what it is from UTC: a plain time would lose that. Of some text, where it is asked of all rows. */
const timeType = (text: string): string =>
  `case when coalesce(bool_or(regexp_matches(${text}, ':[0-9]{2}.*[+-][0-9]{2}')), false) then 'TIMESTAMPTZ' else 'TIMESTAMP' end`;

/** Rows, and a text that was read of them. */
export interface TextOfRows {
  readonly value: string;
  readonly rows: string;
}

/** The SQL type for values that a study declares: of times one that keeps what they are from UTC, where one of them says it. */
export async function declaredType(type: DataType, { value, rows }: TextOfRows, connection: DuckDBConnection): Promise<string> {
  if (type !== 'timestamp') return sqlTypes[type];
  const [[found]] = await queryRows(`select ${timeType(`cast(${value} as varchar)`)} from ${rows}`, connection);
  return String(found);
}

/** The first value that is none of its type, if any is not. */
export async function unfit(type: DataType, { value, rows }: TextOfRows, connection: DuckDBConnection): Promise<string | undefined> {
  const [odd] = await queryRows(
    `select ${value} from ${rows} where ${value} is not null and try_cast(${value} as ${sqlTypes[type]}) is null limit 1`,
    connection,
  );
  return odd && String(odd[0]);
}

/** Errors  data-type-unknown when a type is given to what is neither a column nor lies in one. */
export function expectTyped(fields: readonly Field[], { types }: ColumnTypes, table: string | undefined): void {
  const missing = Object.keys(types).find((name) => waysTo(name, fields).length === 0);
  if (missing === undefined) return;
  const known = fields.flatMap((field) => [field.name, ...(field.shape.kind === 'struct' || field.shape.kind === 'list' ? pathsIn(field) : [])]);
  throw new EstimandError('data-type-unknown', { column: missing, table, known });
}

const { quote } = duckdbDialect;

/** The type of whole numbers and booleans that are written as they are named, of some text: as such they keep it. Empty where others are among them. */
export const saysTheSame = (text: string): string =>
  `case when count(${text}) = 0 then '' when bool_and(regexp_full_match(${text}, '0|-?[1-9][0-9]{0,14}')) then 'BIGINT' when bool_and(${text} in ('true', 'false')) then 'BOOLEAN' else '' end`;

/** Is some of a text, of which each is a number, written as a fraction? */
export const textAsFraction = (text: string): string =>
  `coalesce(bool_or(contains(${text}, '.')), false) and bool_and(try_cast(${text} as double) is not null or ${text} is null)`;

/** Gives back a type to names that were read as text and lose nothing by it. */
export async function narrowed(view: string, names: readonly string[], connection: DuckDBConnection): Promise<void> {
  if (names.length === 0) return;
  const [types] = await queryRows(`select ${names.map((name) => saysTheSame(quote(name))).join(', ')} from ${quote(view)}`, connection);
  for (const [i, name] of names.entries()) if (types[i] !== '') await alter(view, name, String(types[i]), connection);
}

/** Gives numbers back their type where no cell begins with a zero or holds more digits than a number does. */
export async function asNumbers(view: string, guessed: ReadonlyMap<string, string>, connection: DuckDBConnection): Promise<void> {
  const names = [...guessed.keys()];
  if (names.length === 0) return;
  const loses = (name: string): string => `coalesce(bool_or(regexp_full_match(${quote(name)}, '[+-]?0[0-9].*|[+-]?[0-9]{16,}')), false)`;
  const [lost] = await queryRows(`select ${names.map(loses).join(', ')} from ${quote(view)}`, connection);
  for (const [i, name] of names.entries()) if (lost[i] !== true) await alter(view, name, guessed.get(name)!, connection);
}

export async function alter(view: string, name: string, type: string, connection: DuckDBConnection): Promise<void> {
  await connection.run(`alter table ${quote(view)} alter column ${quote(name)} type ${type}`);
}

export const isNumeric = (declared: string): boolean => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\(.*\))$/.test(declared);
