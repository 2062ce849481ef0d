import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Relation } from '../../../relation/relation.ts';
import { dataName } from '../data-name.ts';
import { keyColumns } from '../expect-columns.ts';
import type { StudySource } from '../parse-study.ts';

/**
 * Opens the data that the study names, paths from a folder, and nothing else.
 *
 * Errors  file-outside when a path leaves the study's folder and the folders allowed; those of `openFiles`; not-yet for a warehouse table.
 */
export async function openData(source: StudySource, folder: string, allowPaths: readonly string[]): Promise<Relation> {
  const { data } = source.study;
  // Loaded only when files are read: rows in memory need no database.
  const { openFiles, openSql } = await import('../../../engines/duckdb/open-files.ts');
  const inside = (path: string, key: readonly string[]): Promise<string> => expectInside(path, source, key, folder, allowPaths);
  try {
    const how = { keys: keyColumns(source), ...('types' in data && data.types && { types: data.types }) };
    if ('file' in data) return await openFiles(await inside(data.file, ['data', 'file']), { ...how, name: data.file });
    if ('files' in data) return await openFiles(await inside(data.files, ['data', 'files']), { ...how, name: data.files });
    if ('sql' in data) {
      const from: Record<string, string> = {};
      for (const [name, path] of Object.entries(data.from)) from[name] = await inside(path, ['data', 'from', name]);
      return await openSql(from, data.sql, { ...how, name: dataName(source.study) });
    }
  } catch (error) {
    if (error instanceof EstimandError && !error.place)
      throw new EstimandError(error.code, error.facts, source.placeOf(['data', error.code === 'data-type-unknown' ? 'types' : Object.keys(data)[0]]));
    throw error;
  }
  throw new EstimandError(
    'not-yet',
    { what: 'Analysis of a warehouse table', instead: 'Export the rows to Parquet and name them under data.file.' },
    source.placeOf(['data']),
  );
}

async function expectInside(path: string, source: StudySource, key: readonly string[], folder: string, allowPaths: readonly string[]): Promise<string> {
  const asked = isAbsolute(path) ? path : resolve(folder, path);
  const real = await realOf(asked);
  const allowed = await Promise.all([folder, ...allowPaths].map((p) => realOf(resolve(p))));
  if (!allowed.some((root) => contains(root, real))) throw new EstimandError('file-outside', { path, folder }, source.placeOf(key));
  return asked;
}

function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

/** The path with links followed as far as it exists, so that a link cannot lead outside. */
async function realOf(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined) return found;
  const parent = dirname(path);
  return parent === path ? path : resolve(await realOf(parent), relative(parent, path));
}
