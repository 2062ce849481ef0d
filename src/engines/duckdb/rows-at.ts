import { open } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { type Into, listsIn, type Way, waysTo } from './paths.ts';
import { queryRows } from './query-rows.ts';
import { type Field, fieldsOf, type Shape } from './shape.ts';
import { literal } from './sql-text.ts';

const { quote } = duckdbDialect;

/** A column of rows that lie within a file, and the way to it from the columns of the file. */
export interface RowField extends Field {
  readonly from: readonly Into[];
}

/** Rows within a file: the way to them, and their columns. */
export interface RowsWithin {
  readonly way: Way;
  readonly own: readonly RowField[];
  /** What stands beside the lists on the way and is no list itself: the nearest of a name, where the rows have none of it. */
  readonly beside: readonly RowField[];
}

/**
 * The rows that lie in a list within what a file holds, such as `results.results`: each object of the list is a row. Lists on the way are passed through.
 *
 * Errors  data-at-unknown.
 */
export function rowsWithin(at: string, path: string, fields: readonly Field[]): RowsWithin {
  const [way, another] = waysTo(at, fields, true).filter(({ steps, shape }) => shape.kind === 'struct' && steps.some(({ kind }) => kind === 'each'));
  if (way?.shape.kind !== 'struct' || another) throw new EstimandError('data-at-unknown', { asked: at, path, lists: listsIn(fields) });
  const own = way.shape.fields.map((field): RowField => ({ ...field, from: [...way.steps, { kind: 'field', name: field.name }] }));
  const taken = new Set(own.map(({ name }) => name.toLowerCase()));
  const beside = new Map<string, RowField>();
  let shape: Shape = { kind: 'struct', fields };
  for (const [i, step] of way.steps.entries()) {
    const siblings = step.kind === 'field' && shape.kind === 'struct' ? shape.fields.filter(({ name }) => name !== step.name) : [];
    for (const field of siblings) {
      if (field.shape.kind === 'list' || field.shape.kind === 'map' || taken.has(field.name.toLowerCase())) continue;
      beside.set(field.name.toLowerCase(), { ...field, from: [...way.steps.slice(0, i), { kind: 'field', name: field.name }] });
    }
    shape = below(shape, step);
  }
  return { way, own, beside: [...beside.values()] };
}

function below(shape: Shape, step: Into): Shape {
  if (shape.kind === 'struct' && step.kind === 'field') return shape.fields.find(({ name }) => name === step.name)!.shape;
  return shape.kind === 'list' || shape.kind === 'map' ? shape.of : shape;
}

/**
 * A SELECT of the rows that lie within what a file holds, and of what stands beside them.
 *
 * Errors  data-at-unknown.
 */
export async function rowsAt(view: string, at: string, path: string, connection: DuckDBConnection): Promise<string> {
  const { way, beside } = rowsWithin(at, path, await fieldsOf(quote(view), connection));
  // What is stepped into, on its way to a row, is called like no column.
  const stepped = quote(beside.map(({ name }) => name).reduce((name, other) => (name.length > other.length ? name : `${other}:`), 'estimand:row'));
  let from = quote(view);
  for (const [i, step] of way.steps.entries()) {
    const kept = beside.filter(({ from: steps }) => steps.length <= i).map(({ name }) => quote(name));
    const met = beside
      .filter(({ from: steps }) => steps.length === i + 1)
      .map(({ name }) => `${i === 0 ? quote(name) : fieldOf(stepped, name)} as ${quote(name)}`);
    const value = i === 0 && step.kind === 'field' ? quote(step.name) : steppedInto(step, stepped);
    from = `(select ${[`${value} as ${stepped}`, ...kept, ...met].join(', ')} from ${from})`;
  }
  return `select unnest(${stepped})${beside.map(({ name }) => `, ${quote(name)}`).join('')} from ${from}`;
}

const fieldOf = (stepped: string, name: string): string => `struct_extract(${stepped}, ${literal(name)})`;

function steppedInto(step: Into, stepped: string): string {
  if (step.kind === 'each') return `unnest(${stepped})`;
  if (step.kind === 'item') return `${stepped}[${step.place}]`;
  if (step.kind === 'key') return `${stepped}[${literal(step.name)}]`;
  return step.kind === 'field' ? fieldOf(stepped, step.name) : stepped;
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
