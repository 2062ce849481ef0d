import { isAbsolute, resolve } from 'node:path';
import { expectWithin } from '../../../engines/duckdb/within.ts';
import { EstimandError, type Place } from '../../../errors/estimand-error.ts';
import type { KeyPath } from '../../../protocol/keys/problem.ts';
import type { Relation } from '../../../relation/relation.ts';
import { asNamed, dataName } from '../data-name.ts';
import { keyColumns, namedColumns } from '../expect-columns.ts';
import type { OpenRequest, StudySource } from '../parse-study.ts';

/**
 * Opens the data that the study names, paths from a folder, and nothing else.
 *
 * Errors  file-outside when a path leaves the study's folder and the folders allowed; those of `openFiles`; not-yet for a warehouse table.
 */
export async function openData(source: StudySource, folder: string, { allowPaths = [], signal, resources }: OpenRequest = {}): Promise<Relation> {
  const { data } = source.study;
  // Loaded only when files are read: rows in memory need no database.
  const { openFiles, openSql } = await import('../../../engines/duckdb/open-files.ts');
  const within = [folder, ...allowPaths];
  const beside = source.design.shares?.(source.study.design) ?? [];
  const inside = async (path: string, key: KeyPath): Promise<string> => {
    const asked = isAbsolute(path) ? path : resolve(folder, path);
    await expectWithin(asked, within, path).catch((error: unknown) => placed(error, source.placeOf(key)));
    return asked;
  };
  try {
    const shares = await Promise.all(beside.map(async ({ file, path, ...table }) => ({ ...table, path: await inside(file, path) })));
    const options = {
      ...resources,
      ...(signal && { signal }),
      within,
      name: dataName(source.study),
      keys: keyColumns(source),
      ...namesOf(source),
      ...(shares.length > 0 && { shares }),
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
    if (!(error instanceof EstimandError) || error.place) throw error;
    const { facts } = error;
    const table = 'path' in facts ? beside.find(({ file }) => resolve(folder, file) === facts.path) : undefined;
    return placed(new EstimandError(error.code, factsOf(error, source)), source.placeOf(table?.path ?? pathOf(error, source)));
  }
  throw new EstimandError(
    'not-yet',
    { what: 'Analysis of a warehouse table', instead: 'Export the rows to Parquet and name them under data.file.' },
    source.placeOf(['data']),
  );
}

/** Nothing of the study is at fault. */
const stops: readonly string[] = ['interrupted', 'timed-out'];

/** Where in the study an error stands, unless it knows. */
function placed(error: unknown, place: Place | undefined): never {
  if (error instanceof EstimandError && !error.place && !stops.includes(error.code)) throw new EstimandError(error.code, error.facts, place);
  throw error;
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
  if ('policy' in facts) return ['design', 'policies', facts.policy, 'table'];
  if (code === 'data-at-unknown') return ['data', 'at'];
  if (code === 'data-type-unknown' || code === 'data-type-unfit') return ['data', 'types'];
  const name = 'name' in facts ? facts.name : code === 'column-ambiguous' && 'column' in facts ? facts.column : undefined;
  const named = namedColumns(source).find(({ column }) => column === name);
  return named ? named.path : ['data', Object.keys(source.study.data)[0]];
}
