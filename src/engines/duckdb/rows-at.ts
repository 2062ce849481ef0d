import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { listsIn, type Way, waysTo } from './paths.ts';
import { queryRows } from './query-rows.ts';
import { type Field, fieldsOf } from './shape.ts';
import { literal } from './sql-text.ts';

const { quote } = duckdbDialect;

/**
 * A SELECT of the rows that lie in a list within what a file holds, such as `results.results`: each object of the list is a row. Lists on the way are passed
 * through. What stands beside the list at the top of the file, and is itself no list, is a column of every row where the rows have none of that name.
 *
 * Errors  data-at-unknown.
 */
export async function rowsAt(view: string, at: string, path: string, connection: DuckDBConnection): Promise<string> {
  const fields = await fieldsOf(quote(view), connection);
  const [way, another] = waysTo(at, fields, true).filter(({ steps, shape }) => shape.kind === 'struct' && steps.some(({ kind }) => kind === 'each'));
  if (way?.shape.kind !== 'struct' || another) throw new EstimandError('data-at-unknown', { asked: at, path, lists: listsIn(fields) });
  const taken = new Set(way.shape.fields.map(({ name }) => name.toLowerCase()));
  const beside = besides(fields, way).filter(({ name }) => !taken.has(name.toLowerCase()));
  const names = beside.map(({ name }) => `, ${quote(name)}`).join('');
  return `select unnest(estimand_row)${names} from ${listAt(way, quote(view), names)}`;
}

const besides = (fields: readonly Field[], { steps: [top] }: Way): readonly Field[] =>
  fields.filter(({ name, shape }) => shape.kind !== 'list' && shape.kind !== 'map' && !(top.kind === 'field' && name === top.name));

function listAt({ steps }: Way, view: string, names: string): string {
  return steps.reduce((from, step, i) => {
    const value = i === 0 && step.kind === 'field' ? quote(step.name) : steppedInto(step);
    return `(select ${value} as estimand_row${names} from ${from})`;
  }, view);
}

function steppedInto(step: Way['steps'][number]): string {
  if (step.kind === 'each') return 'unnest(estimand_row)';
  if (step.kind === 'item') return `estimand_row[${step.place}]`;
  if (step.kind === 'key') return `estimand_row[${literal(step.name)}]`;
  return step.kind === 'field' ? `struct_extract(estimand_row, ${literal(step.name)})` : 'estimand_row';
}

/**
 * A file that holds one object is no list of rows.
 *
 * Errors  data-at-missing, with the lists in it that may be meant.
 */
export async function expectRows(view: string, paths: readonly string[], connection: DuckDBConnection): Promise<void> {
  const table = quote(view);
  const [[rows]] = await queryRows(`select count(*) from (select 1 from ${table} limit ${paths.length + 1})`, connection);
  if (Number(rows) > paths.length || !(await Promise.all(paths.map(isObject))).every(Boolean)) return;
  throw new EstimandError('data-at-missing', { path: paths[0], lists: listsIn(await fieldsOf(table, connection)) });
}

const beginsAnObject = /^\uFEFF?\s*\{/;

async function isObject(path: string): Promise<boolean> {
  if (path.endsWith('.gz')) return true;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4096), length: 4096 });
    return beginsAnObject.test(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
