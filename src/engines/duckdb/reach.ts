import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Column } from '../../relation/schema.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import type { DataType } from './column-types.ts';
import { expectDistinct } from './columns-alike.ts';
import { attributePath, attributesIn, type Into, listsIn, pathsIn, waysTo } from './paths.ts';
import { queryRows } from './query-rows.ts';
import { type Field, fieldsOf } from './shape.ts';
import { type Rows, valueAt, valuesOf } from './value-at.ts';

const { quote } = duckdbDialect;

/** Names that lead into columns, and what they are wanted as. */
export interface Asked {
  readonly names: readonly string[];
  /** Those whose cells are names. */
  readonly keys: readonly string[];
  readonly types: Readonly<Record<string, DataType>>;
}

/** The value that a name leads to, and the way to it. */
export interface ReachedValue {
  readonly sql: string;
  readonly steps: readonly Into[];
}

/** What lies within columns. */
export type Within = Pick<Column, 'inside' | 'lists'>;

/** A view, what lies within its columns, and what names that lead there give. */
export interface Reached {
  readonly view: string;
  readonly within: ReadonlyMap<string, Within>;
  readonly values: ReadonlyMap<string, ReachedValue>;
}

/**
 * A view with one more column for each name that is no column but leads into one, called as it is written: `metadata.arm`, `probs[1]`.
 *
 * Errors  column-ambiguous when a name leads to two places; attribute-twice; text-not-json; columns-alike.
 */
export async function reach(view: string, { names, keys, types }: Asked, source: string, connection: DuckDBConnection): Promise<Reached> {
  const fields = await fieldsOf(view, connection);
  const rows = { view, source, connection };
  const reached = new Map<string, ReachedValue>();
  const lost: string[] = [];
  for (const name of new Set(names)) {
    const exact = fields.some((field) => field.name === name);
    const ways = waysTo(name, fields);
    if (exact && ways.length === 1) continue;
    const wanted = Object.hasOwn(types, name) ? types[name] : keys.includes(name) ? 'name' : undefined;
    const found: ReachedValue[] = [];
    for (const way of ways) for (const sql of await valuesOf(name, [way], wanted, rows)) found.push({ sql, steps: way.steps });
    if (found.length > 1) throw new EstimandError('column-ambiguous', { column: name, source, exact });
    if (found.length === 0) lost.push(name);
    if (found.length === 1 && !exact) reached.set(name, found[0]);
  }
  const within = await withinOf(fields, lost, rows);
  if (reached.size === 0) return { view, within, values: reached };
  expectDistinct([...fields.map(({ name }) => name), ...reached.keys()], source);
  const made = [...reached].map(([name, { sql }]) => `${sql} as ${quote(name)}`);
  await connection.run(`create view estimand.reached as select *, ${made.join(', ')} from ${view}`);
  return { view: 'estimand.reached', within, values: reached };
}

/** The paths that lead into columns. Those into a column of JSON text are looked up where a name that leads nowhere begins with it. */
async function withinOf(fields: readonly Field[], lost: readonly string[], rows: Rows): Promise<ReadonlyMap<string, Within>> {
  const within = new Map<string, Within>();
  for (const field of fields) {
    const { name, shape } = field;
    if (shape.kind === 'struct' || shape.kind === 'list') {
      const lists = listsIn([field]);
      within.set(name, {
        inside: [...pathsIn(field), ...(await attributesOf(field, rows))].filter((path) => !lost.includes(path)),
        ...(lists.length > 0 && { lists }),
      });
    }
    const into = shape.kind === 'text' && lost.find((one) => one.startsWith(`${name}.`) || one.startsWith(`${name}[`));
    if (into) within.set(name, { inside: [name, ...(await keysOf(name, into, rows)).filter((path) => !lost.includes(path))] });
  }
  return within;
}

/** More names than these are no help. */
const mostListed = 100;

async function attributesOf(field: Field, { view, connection }: Rows): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const list of attributesIn(field)) {
    const value = valueAt(waysTo(list, [field])[0].steps);
    const names = `select distinct unnest(list_transform(${value}, lambda estimand_a: estimand_a.key)) as name from ${view}`;
    const found = await queryRows(`select name from (${names}) where name is not null order by name limit ${mostListed}`, connection);
    paths.push(...found.map(([name]) => attributePath(list, String(name))));
  }
  return paths;
}

/** Errors  text-not-json when JSON is reached into, and some rows hold other text. */
async function keysOf(column: string, name: string, { view, source, connection }: Rows): Promise<readonly string[]> {
  const text = `nullif(cast(${quote(column)} as varchar), '')`;
  const some = `count(*) filter (json_valid(${text}) and json_type(try_cast(${text} as json)) in ('OBJECT', 'ARRAY'))`;
  const [[valid, odd, example]] = await queryRows(
    `select ${some}, count(*) filter (not json_valid(${text})), min(${text}) filter (not json_valid(${text})) from ${view}`,
    connection,
  );
  if (Number(valid) > 0 && Number(odd) > 0) throw new EstimandError('text-not-json', { name, column, rows: Number(odd), value: String(example), source });
  const keys = `select distinct unnest(json_keys(${text})) as name from ${view} where json_valid(${text}) and json_type(${text}) = 'OBJECT'`;
  const found = await queryRows(`select name from (${keys}) order by name limit ${mostListed}`, connection);
  return found.map(([name]) => attributePath(column, String(name)));
}
