import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { EstimandError } from '../../../errors/estimand-error.ts';
import type { KeyPath } from '../../../protocol/keys/problem.ts';
import type { Relation } from '../../../relation/relation.ts';
import { asNamed, dataName } from '../data-name.ts';
import { keyColumns, namedColumns } from '../expect-columns.ts';
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
    const options = {
      name: dataName(source.study),
      keys: keyColumns(source),
      ...namesOf(source),
      ...('types' in data && data.types && { types: data.types }),
      ...('at' in data && { at: data.at }),
    };
    if ('file' in data) return await openFiles(await inside(data.file, ['data', 'file']), options);
    if ('files' in data) return await openFiles(await inside(data.files, ['data', 'files']), options);
    if ('sql' in data) {
      const from: Record<string, string> = {};
      for (const [name, path] of Object.entries(data.from)) from[name] = await inside(path, ['data', 'from', name]);
      return await openSql(from, data.sql, options);
    }
  } catch (error) {
    if (error instanceof EstimandError && !error.place) throw new EstimandError(error.code, factsOf(error, source), source.placeOf(pathOf(error, source)));
    throw error;
  }
  throw new EstimandError(
    'not-yet',
    { what: 'Analysis of a warehouse table', instead: 'Export the rows to Parquet and name them under data.file.' },
    source.placeOf(['data']),
  );
}

function namesOf(source: StudySource): { readonly names: readonly string[]; readonly numbers: readonly string[] } {
  const named = namedColumns(source);
  return { names: named.map(({ column }) => column), numbers: named.filter(({ needs }) => needs === 'number').map(({ column }) => column) };
}

function factsOf({ facts, code }: EstimandError, { study }: StudySource): EstimandError['facts'] {
  return code === 'data-type-unfit' && 'path' in facts && typeof facts.path === 'string' ? { ...facts, path: asNamed(facts.path, dataName(study)) } : facts;
}

/** What of the study an error in its data is about. */
function pathOf({ code, facts }: EstimandError, source: StudySource): KeyPath {
  if (code === 'data-at-unknown') return ['data', 'at'];
  if (code === 'data-type-unknown' || code === 'data-type-unfit') return ['data', 'types'];
  const name = 'name' in facts ? facts.name : code === 'column-ambiguous' && 'column' in facts ? facts.column : undefined;
  const named = namedColumns(source).find(({ column }) => column === name);
  return named ? named.path : ['data', Object.keys(source.study.data)[0]];
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
