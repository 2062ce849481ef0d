import { type DuckDBConnection, StatementType } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { type AnswerOptions, type Engine, type Relation, relationOver } from '../../relation/relation.ts';
import type { Resources } from '../../relation/resources.ts';
import type { Column } from '../../relation/schema.ts';
import type { Database } from '../sql/database.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { sqlEngine } from '../sql/engine.ts';
import { oddCell } from './cells.ts';
import type { ColumnTypes, DataType } from './column-types.ts';
import { expectDistinct } from './columns-alike.ts';
import { duckdbDatabase } from './database.ts';
import { attach, filesOf } from './files.ts';
import type { Files } from './formats.ts';
import { expectHarmless } from './harmless.ts';
import { interruptedBy } from './interrupted-by.ts';
import { json } from './json.ts';
import { narrow } from './narrow.ts';
import { queryFailed } from './query-failed.ts';
import { queryRows } from './query-rows.ts';
import { reach } from './reach.ts';
import { expectRows, rowsAt } from './rows-at.ts';
import { declaredSchema, viewSchema } from './schema.ts';
import { type SharesFile, sharesView, withShares } from './shares.ts';
import { asGlob, literals } from './sql-text.ts';
import { type Started, startDuckDB } from './start.ts';
import { expectUnchanged, type Identity } from './unchanged.ts';

export interface OpenOptions extends Resources {
  /** What the rows are called in messages; default the path. */
  readonly name?: string;
  /** Columns whose cells are names, such as units and arms: in formats of text they are read as they stand in the file, `007` and `1.10`. */
  readonly keys?: readonly string[];
  /** Types of columns that are not to be guessed; of a query by table and column, such as `tickets.id`. */
  readonly types?: Readonly<Record<string, DataType>>;
  /** Where the rows lie in a file that holds more, such as `results.results`. */
  readonly at?: string;
  /** Columns that will be asked for, by path where they lie within others: `metadata.arm`, `probs[1]`. */
  readonly names?: readonly string[];
  /** Columns that must be numbers: of one that is text, the schema says which cell makes it so. */
  readonly numbers?: readonly string[];
  /** Folders in one of which each file must lie, links followed; default anywhere. */
  readonly within?: readonly string[];
  /** Tables beside the rows, of which these get columns. */
  readonly shares?: readonly SharesFile[];
  /** Stops the reading. */
  readonly signal?: AbortSignal;
}

const everyRow = 'select * from rows';

/**
 * Opens CSV, CSV.gz, TSV, Parquet, JSON or JSONL as rows to ask: one path, a glob, or a list.
 * Parquet stays where it is and is scanned by each round; text formats are read once into memory.
 *
 * Errors  file-missing, file-is-folder, file-irregular, file-empty, file-outside, file-not-a-table, file-unreadable, file-changed, gzip-cut, json-too-deep,
 *         header-too-long, columns-too-many, files-mixed, files-differ, columns-alike, column-ambiguous, data-at-missing, data-at-unknown, no-rows.
 */
export async function openFiles(paths: string | readonly string[], options: OpenOptions = {}): Promise<Relation> {
  const name = options.name ?? (typeof paths === 'string' ? paths : paths.join(', '));
  const types = Object.fromEntries(Object.entries(options.types ?? {}).map(([column, type]) => [`rows.${column}`, type]));
  return openSql({ rows: paths }, everyRow, { ...options, types, name });
}

/**
 * One SELECT over named files, run once into memory. The files are attached first; then nothing else on the machine can be read.
 *
 * Errors  those of openFiles; sql-not-a-select, sql-function-refused, sql-table-refused, query-failed; what the signal is aborted with.
 */
export async function openSql(from: Readonly<Record<string, string | readonly string[]>>, sql: string, options: OpenOptions = {}): Promise<Relation> {
  options.signal?.throwIfAborted();
  const started = await startDuckDB(options);
  try {
    return await interruptedBy(options.signal, started.connection, () => opened(from, sql, options, started));
  } catch (error) {
    started.close();
    options.signal?.throwIfAborted();
    if (error instanceof EstimandError) throw error;
    throw queryFailed(error);
  }
}

async function opened(
  from: Readonly<Record<string, string | readonly string[]>>,
  sql: string,
  options: OpenOptions,
  { connection, close }: Started,
): Promise<Relation> {
  const name = options.name ?? 'the query';
  expectTables(Object.keys(from), options);
  const how = Object.keys(from).map((table) => typesOf(table, sql !== everyRow, options));
  const beside = options.shares ?? [];
  const all = { ...from, ...Object.fromEntries(beside.map(({ path }, i) => [sharesView(i), path])) };
  const found = await attached(all, [...how, ...beside.map(sharesTypes)], options, connection);
  const files = found.files.slice(0, Object.keys(from).length);
  const left = found.left.slice(0, files.length).flat();
  const isSelect = await expectHarmless(sql, Object.keys(from), connection);
  await expectOneSelect(sql, isSelect, connection);
  // Columns of files were told apart when they were attached.
  if (sql !== everyRow) expectDistinct(await columnsOf(sql, connection), name);
  await connection.run('create schema estimand');
  const chosen = sql === everyRow ? await rowsOf(files[0], options.at, connection) : sql;
  // A query runs once: what it joins is not joined again in each round, and what it draws at random stays drawn.
  await connection.run(`create ${chosen === everyRow ? 'view' : 'table'} estimand.query as ${chosen}`);
  const facts = {
    footers: chosen === everyRow && files.length === 1 && files[0].format.stays ? files[0].paths.map(asGlob) : [],
    guessed: files.some(({ format }) => !format.stays),
  };
  const asked = { names: options.names ?? [], keys: options.keys ?? [], types: Object.assign({}, ...how.map(({ types }) => types)) };
  const narrowed = await narrow('estimand.query', asked.names, connection);
  const { view, within, values } = await reach(narrowed.view, asked, name, connection);
  const { schema, select, rows } = await viewSchema(view, facts, name, connection);
  await connection.run(`create view estimand.${beside.length === 0 ? 'plain' : 'joined_0'} as ${select}`);
  const shared: Column[] = [];
  for (const [i, file] of beside.entries()) {
    const joined = await withShares({ view: `estimand.joined_${i}`, schema }, file, i, connection);
    await connection.run(`create view estimand.${i === beside.length - 1 ? 'plain' : `joined_${i + 1}`} as ${joined.select}`);
    shared.push(...joined.columns);
  }
  const told = await withOdd([...schema.map((c) => ({ ...c, ...within.get(c.name) })), ...shared, ...narrowed.others, ...left], options.numbers ?? [], (c) =>
    oddCell(
      { name: c.name, declared: c.declared, reached: values.get(c.name) },
      { view, files: sql === everyRow ? files[0] : undefined, within: options.at !== undefined },
      connection,
    ),
  );
  const read = found.files.flatMap(({ identities }) => identities);
  await expectUnchanged(read);
  const db = duckdbDatabase(connection, close);
  const scanned = files.filter(({ format }) => format.stays).flatMap(({ identities }) => identities);
  const sources = sql === everyRow ? [] : await Promise.all(files.map(({ view }, i) => sourceOf(view, `estimand.read_${i}`, db, connection)));
  const engine = whileUnchanged(scanned, sqlEngine({ name, base: { sql: 'estimand.plain', schema: told }, ...(rows !== undefined && { rows }), db }));
  return relationOver({ ...engine, sources: sources.map((source) => whileUnchanged(scanned, source)) });
}

/**
 * Files that are scanned where they lie must stay what they are: after each round they are looked at.
 *
 * Errors  file-changed.
 */
function whileUnchanged(files: readonly Identity[], engine: Engine): Engine {
  if (files.length === 0) return engine;
  const unchanged = async <T>(work: Promise<T>, { signal }: AnswerOptions): Promise<T> => {
    const done = await work.catch(async (error: unknown) => {
      signal?.throwIfAborted();
      await expectUnchanged(files);
      throw error;
    });
    await expectUnchanged(files);
    return done;
  };
  const { keep } = engine;
  return {
    ...engine,
    answer: (round, options) => unchanged(engine.answer(round, options), options),
    ...(keep && { keep: (steps, options) => unchanged(keep(steps, options), options) }),
  };
}

const columnsOf = async (sql: string, connection: DuckDBConnection): Promise<readonly string[]> =>
  (await queryRows(`describe ${sql}`, connection)).map(([column]) => String(column));

/** Errors  data-at-missing, data-at-unknown. */
async function rowsOf({ view, paths, format }: Files, at: string | undefined, connection: DuckDBConnection): Promise<string> {
  if (at !== undefined) return rowsAt(view, at, paths[0], connection);
  if (format === json) await expectRows(view, paths, connection);
  return everyRow;
}

async function withOdd(schema: readonly Column[], numbers: readonly string[], odd: (c: Column) => Promise<Column['odd']>): Promise<readonly Column[]> {
  return Promise.all(
    schema.map(async (column) => {
      const cell = numbers.includes(column.name) && /^(VARCHAR|JSON)$/.test(column.declared) ? await odd(column) : undefined;
      return cell ? { ...column, odd: cell } : column;
    }),
  );
}

/** A file that a query reads, as rows of their own: nothing of it is scanned before it is asked. */
async function sourceOf(name: string, view: string, db: Database, connection: DuckDBConnection): Promise<Engine> {
  const { schema, select } = await declaredSchema(duckdbDialect.quote(name), connection);
  await connection.run(`create view ${view} as ${select}`);
  return sqlEngine({ name, base: { sql: view, schema }, db });
}

/** Errors  data-type-unknown when a type is given to a column of no table. */
function expectTables(tables: readonly string[], { types = {} }: OpenOptions): void {
  const stray = Object.keys(types).find((name) => !tables.some((table) => name.startsWith(`${table}.`)));
  if (stray !== undefined) throw new EstimandError('data-type-unknown', { column: stray, table: undefined, known: tables.map((table) => `${table}.column`) });
}

/** How the columns of one table are read: those of a statement may get another name in it. */
function typesOf(table: string, wary: boolean, { keys = [], types = {}, names = [], at }: OpenOptions): ColumnTypes {
  const own = Object.entries(types).filter(([name]) => name.startsWith(`${table}.`));
  return { keys, types: Object.fromEntries(own.map(([name, type]) => [name.slice(table.length + 1), type])), wary, names, at: wary ? undefined : at };
}

/** Names and what both share are read as they stand. */
const sharesTypes = ({ by, name, share }: SharesFile): ColumnTypes => ({ keys: [by, name], types: {}, wary: false, names: [by, name, share], at: undefined });

/** Attaches files by name, then locks everything else out. */
async function attached(
  from: Readonly<Record<string, string | readonly string[]>>,
  how: readonly ColumnTypes[],
  options: Pick<OpenOptions, 'within' | 'signal'>,
  connection: DuckDBConnection,
): Promise<{ readonly files: readonly Files[]; readonly left: readonly (readonly Column[])[] }> {
  const files: Files[] = [];
  const left: (readonly Column[])[] = [];
  for (const [view, paths] of Object.entries(from)) files.push(await filesOf(view, typeof paths === 'string' ? [paths] : paths, options, connection));
  await connection.run('set enable_progress_bar = true');
  await connection.run('set enable_progress_bar_print = false');
  // The scan runs on while rows are copied out.
  await connection.run("set streaming_buffer_size = '64MB'");
  for (const [i, each] of files.entries()) left.push(await attach(each, how[i], options.signal, connection));
  // Access is checked before and after a glob is resolved.
  const scanned = files.filter(({ format }) => format.stays).flatMap(({ paths }) => paths.flatMap((path) => [path, asGlob(path)]));
  await connection.run(`set allowed_paths = ${literals(scanned)}`);
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
  return { files, left };
}

/** Errors  sql-not-a-select. */
async function expectOneSelect(sql: string, isSelect: boolean, connection: DuckDBConnection): Promise<void> {
  const statements = await connection.extractStatements(sql).catch((error: Error) => {
    // What the driver says of text without a statement.
    if (error.message !== 'Error in native callback') throw error;
  });
  const only = statements?.count === 1 ? await statements.prepare(0) : undefined;
  const prepared = only?.statementType === StatementType.SELECT;
  only?.destroySync();
  if (!isSelect || !prepared) throw new EstimandError('sql-not-a-select', { statements: statements?.count ?? 0 });
}
