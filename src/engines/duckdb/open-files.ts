import { DuckDBInstance, StatementType } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { type Relation, relationOver } from '../../relation/relation.ts';
import { sqlEngine } from '../sql/engine.ts';
import { attachment, type Files, filesOf } from './files.ts';
import { duckdbDatabase } from './database.ts';
import { schemaOf } from './schema.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';

export interface OpenOptions {
  /** What the rows are called in messages; default the path. */
  readonly name?: string;
  readonly threads?: number;
}

/**
 * Opens CSV, CSV.gz, TSV, Parquet or JSONL as rows to ask: one path, a glob, or a list.
 * Parquet stays where it is and is scanned by each round; text formats are read once into memory.
 *
 * Errors  file-missing, file-empty, file-not-a-table, file-unreadable, no-rows.
 */
export async function openFiles(paths: string | readonly string[], options: OpenOptions = {}): Promise<Relation> {
  const name = options.name ?? (typeof paths === 'string' ? paths : paths.join(', '));
  return openSql({ rows: paths }, 'select * from rows', { ...options, name });
}

/** One SELECT over named files. The files are attached first; then nothing else on the machine can be read. */
export async function openSql(from: Readonly<Record<string, string | readonly string[]>>, sql: string, options: OpenOptions = {}): Promise<Relation> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.threads !== undefined && { threads: String(options.threads) }),
  });
  const connection = await instance.connect();
  try {
    const files: Files[] = [];
    for (const [view, paths] of Object.entries(from)) files.push(await filesOf(view, typeof paths === 'string' ? [paths] : paths, connection));
    const scanned = files.filter((f) => f.format.stays).flatMap((f) => f.paths);
    await connection.run(`set allowed_paths = [${scanned.map(literal).join(', ')}]`);
    await connection.run('set enable_progress_bar = true');
    await connection.run('set enable_progress_bar_print = false');
    for (const each of files) await attachment(each, connection);
    await connection.run('set enable_external_access = false');
    await connection.run('set lock_configuration = true');
    await expectOneSelect(sql, connection);
    const name = options.name ?? 'the query';
    const { schema, select } = await schemaOf(sql, files, connection, name);
    await connection.run(`create view ${duckdbDialect.quote(baseName)} as ${select}`);
    return relationOver(sqlEngine({ name, base: { sql: duckdbDialect.quote(baseName), schema }, db: duckdbDatabase(instance, connection) }));
  } catch (error) {
    connection.closeSync();
    instance.closeSync();
    if (error instanceof EstimandError) throw error;
    throw new EstimandError('query-failed', { why: firstLine(error) });
  }
}

const baseName = 'estimand_rows';

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0].replace(/^\w[\w ]* Error: /, '').replace(/[.!]$/, '');
}

async function expectOneSelect(sql: string, connection: Awaited<ReturnType<DuckDBInstance['connect']>>): Promise<void> {
  const statements = await connection.extractStatements(sql);
  const only = statements.count === 1 ? await statements.prepare(0) : undefined;
  const isSelect = only?.statementType === StatementType.SELECT;
  only?.destroySync();
  if (!isSelect) throw new EstimandError('sql-not-a-select', { statements: statements.count });
}
