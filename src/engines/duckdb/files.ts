import { stat } from 'node:fs/promises';
import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { nearest } from '../../errors/nearest.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { firstLine, literal } from './open-files.ts';

/** A file format by its ending. `stays`: scanned where it lies, not copied into memory. */
interface Format {
  readonly endings: readonly string[];
  readonly stays: boolean;
  readonly read: (paths: string) => string;
}

const formats: readonly Format[] = [
  { endings: ['.parquet'], stays: true, read: (paths) => `read_parquet(${paths})` },
  // The whole file is sampled: a type guessed from its head would fail on the row that differs.
  { endings: ['.csv', '.csv.gz', '.tsv', '.tsv.gz'], stays: false, read: (paths) => `read_csv(${paths}, header = true, sample_size = -1)` },
  { endings: ['.jsonl', '.ndjson', '.jsonl.gz', '.ndjson.gz'], stays: false, read: (paths) => `read_json(${paths}, format = 'newline_delimited', sample_size = -1)` },
];

export interface Files {
  readonly view: string;
  readonly paths: readonly string[];
  readonly format: Format;
}

/** Resolves paths and globs to files that exist, are not empty and are of one format. */
export async function filesOf(view: string, patterns: readonly string[], connection: DuckDBConnection): Promise<Files> {
  const paths: string[] = [];
  for (const pattern of patterns) {
    const found = /[*?[]/.test(pattern) && !(await exists(pattern)) ? await globbed(pattern, connection) : [pattern];
    if (found.length === 0) throw new EstimandError('file-missing', { path: pattern, near: undefined });
    paths.push(...found);
  }
  for (const path of paths) await expectReadable(path);
  const format = formatOf(paths[0]);
  const other = paths.find((path) => formatOf(path) !== format);
  if (other !== undefined) throw new EstimandError('files-mixed', { first: paths[0], other });
  return { view, paths, format };
}

/** Makes the files a view, or a table where the format is not worth scanning twice. */
export async function attachment({ view, paths, format }: Files, connection: DuckDBConnection): Promise<void> {
  const kind = format.stays ? 'view' : 'table';
  try {
    await connection.run(`create ${kind} ${duckdbDialect.quote(view)} as select * from ${format.read(`[${paths.map(literal).join(', ')}]`)}`);
  } catch (error) {
    throw new EstimandError('file-unreadable', { path: paths.join(', '), why: firstLine(error) });
  }
}

export function isTable(path: string): boolean {
  return formats.some((format) => format.endings.some((ending) => path.toLowerCase().endsWith(ending)));
}

function formatOf(path: string): Format {
  const format = formats.find((f) => f.endings.some((ending) => path.toLowerCase().endsWith(ending)));
  if (!format) throw new EstimandError('file-not-a-table', { path, kinds: formats.flatMap((f) => f.endings) });
  return format;
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

async function expectReadable(path: string): Promise<void> {
  const info = await stat(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw new EstimandError('file-unreadable', { path, why: error.code ?? 'unknown' });
    const siblings = await readdir(dirname(path)).catch(() => []);
    throw new EstimandError('file-missing', { path, near: nearest(basename(path), siblings) });
  });
  formatOf(path);
  if (info.isDirectory()) throw new EstimandError('file-unreadable', { path, why: 'it is a folder' });
  if (info.size === 0) throw new EstimandError('file-empty', { path });
}
