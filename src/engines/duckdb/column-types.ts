import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { queryRows } from './query-rows.ts';

/** Types that a study may give a column. */
export type DataType = 'text' | 'number' | 'boolean' | 'date' | 'timestamp';

export const sqlTypes: Readonly<Record<DataType, string>> = { text: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN', date: 'DATE', timestamp: 'TIMESTAMP' };

/** How the columns of a file are read. */
export interface ColumnTypes {
  /** Columns whose cells are names: text as it stands in the file, unless a whole number or true and false say the same. */
  readonly keys: readonly string[];
  /** As the study declares them. */
  readonly types: Readonly<Record<string, DataType>>;
  /** Any column may become a key of a statement: one whose cells would not survive a number stays text. */
  readonly wary: boolean;
}

/** Errors  data-type-unknown when a type is given to a column that is not there. */
export function expectTyped(names: readonly string[], { types }: ColumnTypes, table: string | undefined): void {
  const missing = Object.keys(types).find((name) => !names.includes(name));
  if (missing !== undefined) throw new EstimandError('data-type-unknown', { column: missing, table, known: names });
}

const { quote } = duckdbDialect;

/** Whole numbers and booleans that are written as they are named: as numbers they keep their text. */
const saysTheSame = (name: string): string =>
  `case when count(${quote(name)}) = 0 then '' when bool_and(regexp_full_match(${quote(name)}, '0|-?[1-9][0-9]{0,14}')) then 'BIGINT' when bool_and(${quote(name)} in ('true', 'false')) then 'BOOLEAN' else '' end`;

/** Gives back a type to names that were read as text and lose nothing by it. */
export async function narrowed(view: string, names: readonly string[], connection: DuckDBConnection): Promise<void> {
  if (names.length === 0) return;
  const [types] = await queryRows(`select ${names.map(saysTheSame).join(', ')} from ${quote(view)}`, connection);
  for (const [i, name] of names.entries()) if (types[i] !== '') await alter(view, name, String(types[i]), connection);
}

/** Fractions of a format that has numbers are numbers: what stood in the file is not known. */
export async function asFractions(view: string, names: readonly string[], connection: DuckDBConnection): Promise<void> {
  if (names.length === 0) return;
  const isFraction = (name: string): string =>
    `coalesce(bool_or(contains(${quote(name)}, '.')), false) and bool_and(try_cast(${quote(name)} as double) is not null or ${quote(name)} is null)`;
  const [found] = await queryRows(`select ${names.map(isFraction).join(', ')} from ${quote(view)}`, connection);
  for (const [i, name] of names.entries()) if (found[i] === true) await alter(view, name, 'DOUBLE', connection);
}

/** Gives numbers back their type where no cell begins with a zero or holds more digits than a number does. */
export async function asNumbers(view: string, guessed: ReadonlyMap<string, string>, connection: DuckDBConnection): Promise<void> {
  const names = [...guessed.keys()];
  if (names.length === 0) return;
  const loses = (name: string): string => `coalesce(bool_or(regexp_full_match(${quote(name)}, '[+-]?0[0-9].*|[+-]?[0-9]{16,}')), false)`;
  const [lost] = await queryRows(`select ${names.map(loses).join(', ')} from ${quote(view)}`, connection);
  for (const [i, name] of names.entries()) if (lost[i] !== true) await alter(view, name, guessed.get(name)!, connection);
}

async function alter(view: string, name: string, type: string, connection: DuckDBConnection): Promise<void> {
  await connection.run(`alter table ${quote(view)} alter column ${quote(name)} type ${type}`);
}

export const isNumeric = (declared: string): boolean => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL\(.*\))$/.test(declared);
