import type { DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { alter, asNumbers, type ColumnTypes, type DataType, declaredType, expectTyped, isNumeric, saysTheSame, textAsFraction, unfit } from './column-types.ts';
import type { Files } from './formats.ts';
import { lineIn } from './lines.ts';
import { type Into, leafOf } from './paths.ts';
import { queryRows } from './query-rows.ts';
import { type RowField, rowsAt, rowsWithin } from './rows-at.ts';
import { columnTypesOf, fieldsIn } from './shape.ts';
import { type TypedEnd, typeAt, typeSql, typesWith, writable } from './type-sql.ts';
import { valueAt } from './value-at.ts';

const { quote } = duckdbDialect;

/** A name to be read as text: the way to it in a row and in the file, and its type by what DuckDB makes of the file. */
interface NameIn {
  readonly name: string;
  readonly inRow: readonly Into[];
  readonly steps: readonly Into[];
  readonly guess: string;
}

/**
 * A copy of files in which numbers are numbers, such as JSON. Names are read as the text that stands in the file, also where they lie within columns, and get a
 * type back where they lose nothing by it, or where they are fractions, whose text is lost already.
 *
 * Errors  data-type-unknown; data-type-unfit; data-at-unknown.
 */
export async function typedCopy({ view, paths, format }: Files, how: ColumnTypes, connection: DuckDBConnection): Promise<void> {
  const guessedTypes = await columnTypesOf(await format.tableOf(paths, {}), connection);
  const types = new Map([...guessedTypes].map(([name, type]) => [name, writable(type)]));
  const columns = columnsOf(types, how.at, paths[0]);
  expectTyped(columns, how, how.wary ? view : undefined);
  const found = (name: string, ends?: 'any'): readonly NameIn[] => {
    const inRow = leafOf(name, columns, ends);
    return inRow && !sharesItems(inRow, name, columns, how) ? [nameIn(name, inRow, columns, types)] : [];
  };
  const declared = Object.entries(how.types).flatMap(([name, type]) => found(name, 'any').map((one): DeclaredIn => ({ ...one, type })));
  const keys = how.keys.filter((name) => !Object.hasOwn(how.types, name)).flatMap((name) => found(name));
  const taken = [...declared, ...keys].flatMap(({ steps: [top, ...rest] }) => (top.kind === 'field' && rest.length === 0 ? top.name : []));
  const guessed = how.wary ? [...types].filter(([name, type]) => isNumeric(type.toString()) && !taken.includes(name)) : [];
  const numbers = new Map(guessed.map(([name, type]) => [name, type.toString()]));
  const asText = [...[...declared, ...keys].map(({ steps }) => steps), ...[...numbers.keys()].map((name): readonly Into[] => [{ kind: 'field', name }])];
  const ends = asText.map((steps): TypedEnd => ({ steps, type: 'VARCHAR' }));
  const read =
    ends.length === 0
      ? {}
      : Object.fromEntries([...types].map(([name, type]) => [name, typesWith(new Map([[name, type]]), ends).get(name) ?? typeSql(type, [])]));
  await connection.run(`create table ${quote(view)} as select * from ${await format.tableOf(paths, read)}`);
  const rows = how.at === undefined ? quote(view) : `(${await rowsAt(view, how.at, paths[0], connection)})`;
  const narrower = [...(await asDeclared(rows, declared, paths, connection)), ...(await narrowerIn(rows, keys, connection))];
  const others = ends.filter(({ steps }) => !narrower.some((one) => one.steps === steps));
  const changed = typesWith(types, narrower);
  for (const [name, type] of typesWith(types, [...narrower, ...others])) if (changed.has(name)) await alter(view, name, type, connection);
  await asNumbers(view, numbers, connection);
}

/** The columns of the rows, and where they lie in the file. */
function columnsOf(types: ReadonlyMap<string, DuckDBType>, at: string | undefined, path: string): readonly RowField[] {
  const fields = fieldsIn(types);
  if (at === undefined) return fields.map((field) => ({ ...field, from: [{ kind: 'field', name: field.name }] }));
  const { own, beside } = rowsWithin(at, path, fields);
  return [...own, ...beside];
}

function nameIn(name: string, inRow: readonly Into[], columns: readonly RowField[], types: ReadonlyMap<string, DuckDBType>): NameIn {
  const [top, ...rest] = inRow;
  const { from } = columns.find(({ name }) => top.kind === 'field' && name === top.name)!;
  const steps = [...from, ...rest];
  const [column, ...into] = steps;
  return { name, inRow, steps, guess: typeAt(types.get((column as { name: string }).name)!, into) };
}

interface DeclaredIn extends NameIn {
  readonly type: DataType;
}

const oneOfMany = ({ kind }: Into): boolean => kind === 'item' || kind === 'key';

/** All items of a list have one type: it stays where a name that is no key asks for another of them. */
function sharesItems(inRow: readonly Into[], own: string, columns: readonly RowField[], { names, keys }: ColumnTypes): boolean {
  const shared = inRow.findIndex(oneOfMany);
  if (shared < 0) return false;
  const list = JSON.stringify(inRow.slice(0, shared));
  return names.some((name) => name !== own && !keys.includes(name) && JSON.stringify(leafOf(name, columns)?.slice(0, shared)) === list);
}

/** Errors  data-type-unfit, with the first value that is none of its type. */
async function asDeclared(rows: string, declared: readonly DeclaredIn[], paths: readonly string[], connection: DuckDBConnection): Promise<readonly TypedEnd[]> {
  const ends: TypedEnd[] = [];
  for (const { name, inRow, steps, type } of declared) {
    const text = { value: valueAt(inRow), rows };
    const odd = await unfit(type, text, connection);
    if (odd !== undefined) throw new EstimandError('data-type-unfit', { column: name, type, value: odd, ...(await lineIn(paths, steps, odd)) });
    ends.push({ steps, type: await declaredType(type, text, connection) });
  }
  return ends;
}

/** Types for names that were read as text and lose nothing by it. Of one item all items get the type that they have, if any does. */
async function narrowerIn(rows: string, keys: readonly NameIn[], connection: DuckDBConnection): Promise<readonly TypedEnd[]> {
  if (keys.length === 0) return [];
  const looks = keys.flatMap(({ inRow }) => [saysTheSame(valueAt(inRow)), textAsFraction(valueAt(inRow))]);
  const [found] = await queryRows(`select ${looks.join(', ')} from ${rows}`, connection);
  const typeOf = ({ inRow, guess }: NameIn, i: number): string => {
    const [same, fraction] = [String(found[2 * i]), found[2 * i + 1] === true && guess === 'DOUBLE'];
    if (inRow.some(oneOfMany)) return (same !== '' || fraction) && (isNumeric(guess) || guess === 'BOOLEAN') ? guess : '';
    return fraction ? 'DOUBLE' : same;
  };
  return keys.flatMap((key, i): readonly TypedEnd[] => (typeOf(key, i) === '' ? [] : [{ steps: key.steps, type: typeOf(key, i) }]));
}
