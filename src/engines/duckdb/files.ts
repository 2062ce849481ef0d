import { readdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { nearest } from '../../errors/nearest.ts';
import type { Column } from '../../relation/schema.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { asNumbers, type ColumnTypes, declaredType, expectTyped, isNumeric, narrowed } from './column-types.ts';
import { expectDistinct, seemRenamed } from './columns-alike.ts';
import { mostColumns } from './csv-header.ts';
import { expectUtf8, otherEncoding } from './encoding.ts';
import { type Files, formatOf } from './formats.ts';
import { wide } from './narrow.ts';
import { leafOf, waysTo } from './paths.ts';
import { outOfRoom } from './query-failed.ts';
import { queryRows } from './query-rows.ts';
import { columnTypesOf, fieldsIn, fieldsOf } from './shape.ts';
import { whyFailed } from './sql-text.ts';
import { type TypedEnd, typesWith } from './type-sql.ts';
import { typedCopy } from './typed-copy.ts';
import { expectUnchanged, identityOf } from './unchanged.ts';
import { valueAt } from './value-at.ts';
import { expectWhole } from './whole.ts';
import { expectWithin } from './within.ts';

/**
 * Resolves paths and globs to files. Nothing of a file is read before it is known to lie where it may.
 * Errors  file-missing, file-outside, file-unreadable, file-is-folder, file-irregular, file-empty, file-encoding, file-not-a-table, files-mixed.
 */
export async function filesOf(
  view: string,
  patterns: readonly string[],
  { within }: { readonly within?: readonly string[] },
  connection: DuckDBConnection,
): Promise<Files> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const paths = /[*?[]/.test(pattern) && !(await exists(pattern)) ? await globbed(pattern, connection) : [pattern];
    if (paths.length === 0) throw new EstimandError('file-missing', { path: pattern, near: undefined });
    for (const path of paths) found.add(path);
  }
  const paths = [...found];
  if (within) for (const path of paths) await expectWithin(path, within);
  const identities = await Promise.all(paths.map(identityOf));
  for (const path of paths) await expectFile(path);
  const format = formatOf(paths[0]);
  const other = paths.find((path) => formatOf(path) !== format);
  if (other !== undefined) throw new EstimandError('files-mixed', { first: paths[0], other });
  return { view, paths, format, identities };
}

/**
 * Makes the files a view, or a table where the format is not worth scanning twice. Gives the columns that were left in the file: of a very wide one, those that
 * nobody asks for.
 *
 * Errors  file-unreadable, file-changed, gzip-cut, json-too-deep, header-too-long, columns-too-many, file-encoding, files-differ, columns-alike,
 *         data-type-unknown.
 */
export async function attach(files: Files, types: ColumnTypes, signal: AbortSignal | undefined, connection: DuckDBConnection): Promise<readonly Column[]> {
  const { view, paths, format, identities } = files;
  let left: readonly string[] = [];
  try {
    for (const path of paths) await expectWhole(path, signal);
    await expectSameColumns(files, connection);
    if (format.stays) await viewOf(files, types, connection);
    else if (format.typed) await typedCopy(files, types, connection);
    else left = await copyOf(files, types, connection);
  } catch (error) {
    signal?.throwIfAborted();
    await expectUnchanged(identities);
    if (error instanceof EstimandError) throw error;
    const short = outOfRoom(error);
    if (short) throw short;
    const [path, why] = [paths.join(', '), await format.whyUnreadable(error, paths, connection).catch(whyFailed)];
    throw otherEncoding(path, why) ?? new EstimandError('file-unreadable', { path, why });
  }
  const described = await queryRows(`describe ${duckdbDialect.quote(view)}`, connection);
  if (described.length > mostColumns) throw new EstimandError('columns-too-many', { path: paths[0], columns: described.length, most: mostColumns });
  if (left.length > 0 || seemRenamed(described.map(([name]) => String(name))))
    for (const path of paths) expectDistinct(await format.namesIn(path, connection), path);
  return left.map((name) => ({ name, type: 'text', integer: false, nullable: true, declared: 'VARCHAR' }));
}

/** A format that keeps its types, but for those that the study declares. */
async function viewOf({ view, paths, format }: Files, how: ColumnTypes, connection: DuckDBConnection): Promise<void> {
  const table = await format.tableOf(paths, {});
  const types = await columnTypesOf(table, connection);
  const fields = fieldsIn(types);
  expectTyped(fields, how, how.wary ? view : undefined);
  const ends: TypedEnd[] = [];
  for (const [name, type] of Object.entries(how.types)) {
    const steps = leafOf(name, fields, 'any');
    if (steps) ends.push({ steps, type: await declaredType(type, { value: valueAt(steps), rows: table }, connection) });
  }
  const { quote } = duckdbDialect;
  const casts = [...typesWith(types, ends)].map(([name, type]) => `cast(${quote(name)} as ${type}) as ${quote(name)}`);
  const replaced = casts.length > 0 ? ` replace (${casts.join(', ')})` : '';
  await connection.run(`create view ${quote(view)} as select *${replaced} from ${table}`);
}

/** A format of text: names are read as they stand, and get a type back where they lose nothing by it. Gives the names of columns that are not copied. */
async function copyOf({ view, paths, format }: Files, how: ColumnTypes, connection: DuckDBConnection): Promise<readonly string[]> {
  const names = [...new Set((await Promise.all(paths.map((path) => format.namesIn(path, connection)))).flat())];
  const { kept, left } = keptOf(names, how);
  // A name with letters that Unicode composes otherwise is that of its column.
  const called = (name: string): readonly string[] =>
    [names.find((one) => one === name) ?? names.find((one) => one.normalize() === name.normalize()) ?? []].flat();
  const declared = Object.entries(how.types).flatMap(([name, type]) => called(name).map((one) => [one, type] as const));
  const isDeclared = new Set(declared.map(([name]) => name));
  const keys = how.keys.flatMap(called).filter((name) => !isDeclared.has(name));
  const guesses = how.wary ? await describedIn(await format.tableOf(paths, {}), connection) : new Map<string, string>();
  const numbers = new Map([...guesses].filter(([name, type]) => isNumeric(type) && !keys.includes(name) && !isDeclared.has(name)));
  const types = Object.fromEntries([...keys, ...numbers.keys()].map((name) => [name, 'VARCHAR']));
  for (const [name, type] of declared) {
    const text = { value: duckdbDialect.quote(name), rows: await format.tableOf(paths, { [name]: 'VARCHAR' }) };
    types[name] = await declaredType(type, text, connection);
  }
  const chosen = left.length === 0 ? '*' : kept.map(duckdbDialect.quote).join(', ');
  await connection.run(`create table ${duckdbDialect.quote(view)} as select ${chosen} from ${await format.tableOf(paths, types)}`);
  expectTyped(await fieldsOf(duckdbDialect.quote(view), connection), how, how.wary ? view : undefined);
  await narrowed(view, keys, connection);
  await asNumbers(view, numbers, connection);
  return left;
}

/** Of very many columns those that are asked for, by whatever path: each statement would bind all of them, and a copy hold them. */
function keptOf(names: readonly string[], how: ColumnTypes): { readonly kept: readonly string[]; readonly left: readonly string[] } {
  const asked = [...how.names, ...how.keys, ...Object.keys(how.types)];
  if (how.wary || how.names.length === 0 || names.length <= wide) return { kept: names, left: [] };
  const fields = names.map((name) => ({ name, shape: { kind: 'text' } as const }));
  const wanted = new Set(asked.flatMap((name) => waysTo(name, fields).flatMap(({ steps: [top] }) => (top.kind === 'field' ? [top.name] : []))));
  const [kept, left] = [true, false].map((is) => names.filter((name) => wanted.has(name) === is));
  return kept.length > 0 ? { kept, left } : { kept: names, left: [] };
}

async function describedIn(table: string, connection: DuckDBConnection): Promise<Map<string, string>> {
  return new Map((await queryRows(`describe select * from ${table}`, connection)).map(([name, type]) => [String(name), String(type)]));
}

async function expectSameColumns({ paths, format }: Files, connection: DuckDBConnection): Promise<void> {
  if (paths.length === 1 || !format.uniform) return;
  const [first, ...others] = paths;
  const names = await format.namesIn(first, connection);
  for (const path of others) {
    const found = await format.namesIn(path, connection);
    const lost = names.find((name) => !found.includes(name));
    if (lost !== undefined) throw new EstimandError('files-differ', { path, column: lost, other: first });
    const gained = found.find((name) => !names.includes(name));
    if (gained !== undefined) throw new EstimandError('files-differ', { path: first, column: gained, other: path });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function globbed(pattern: string, connection: DuckDBConnection): Promise<readonly string[]> {
  const result = await connection.run('select file from glob($1) order by file', [pattern]);
  return (await result.getColumns())[0]?.map(String) ?? [];
}

async function expectFile(path: string): Promise<void> {
  const info = await stat(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw new EstimandError('file-unreadable', { path, why: error.code ?? error.message });
    const siblings = await readdir(dirname(path)).catch(() => []);
    throw new EstimandError('file-missing', { path, near: nearest(basename(path), siblings) });
  });
  if (info.isDirectory()) throw new EstimandError('file-is-folder', { path });
  if (!info.isFile()) throw new EstimandError('file-irregular', { path });
  formatOf(path);
  if (info.size === 0) throw new EstimandError('file-empty', { path });
  await expectUtf8(path);
}
