import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { expectDistinct } from './columns-alike.ts';
import { type Into, pathsIn, type Way, waysTo } from './paths.ts';
import { queryRows } from './query-rows.ts';
import { fieldsOf } from './shape.ts';
import { literal } from './sql-text.ts';

const { quote } = duckdbDialect;

/** A view, and the paths that lead into its columns, by column. */
export interface Reached {
  readonly view: string;
  readonly inside: ReadonlyMap<string, readonly string[]>;
}

/**
 * A view with one more column for each name that is no column but leads into one, called as it is written: `metadata.arm`, `probs[1]`.
 *
 * Errors  column-ambiguous when a name leads to two places; columns-alike.
 */
export async function reach(view: string, names: readonly string[], source: string, connection: DuckDBConnection): Promise<Reached> {
  const fields = await fieldsOf(view, connection);
  const inside = new Map(fields.filter(({ shape }) => shape.kind === 'struct' || shape.kind === 'list').map((field) => [field.name, pathsIn(field)]));
  const made: string[] = [];
  const added: string[] = [];
  for (const name of new Set(names)) {
    const exact = fields.some((field) => field.name === name);
    const ways = waysTo(name, fields);
    if (exact && ways.length === 1) continue;
    const values = await valuesOf(ways, view, connection);
    if (values.length > 1) throw new EstimandError('column-ambiguous', { column: name, source, exact });
    if (values.length === 0 || exact) continue;
    made.push(`${values[0]} as ${quote(name)}`);
    added.push(name);
  }
  if (made.length === 0) return { view, inside };
  expectDistinct([...fields.map(({ name }) => name), ...added], source);
  await connection.run(`create view estimand.reached as select *, ${made.join(', ')} from ${view}`);
  return { view: 'estimand.reached', inside };
}

/** The value at the end of a way, from a row: identifiers and keys are quoted, never spliced. */
function valueAt(steps: readonly Into[]): string {
  return steps.reduce((value, step) => {
    if (step.kind === 'field') return value === '' ? quote(step.name) : `struct_extract(${value}, ${literal(step.name)})`;
    if (step.kind === 'item') return `(${value})[${step.place}]`;
    return step.kind === 'key' ? `(${value})[${literal(step.name)}]` : value;
  }, '');
}

/** The values at the ends of several ways; those of which every row is empty, in keys that differ from row to row, are not there. */
async function valuesOf(ways: readonly Way[], view: string, connection: DuckDBConnection): Promise<readonly string[]> {
  const values: string[] = [];
  for (const { steps, shape } of ways) {
    const value = await withinJson(valueAt(steps), steps.at(-1)!, view, connection);
    if (value === undefined || (steps.some(({ kind }) => kind === 'key' || kind === 'pointer') && !(await anyIn(value, view, connection)))) continue;
    values.push(shape.kind === 'text' ? await plainOf(value, view, connection) : value);
  }
  return values;
}

/** Undefined where text that is to be reached into is no JSON. */
async function withinJson(value: string, last: Into, view: string, connection: DuckDBConnection): Promise<string | undefined> {
  if (last.kind !== 'pointer') return value;
  const text = `nullif(cast(${value} as varchar), '')`;
  const [[invalid]] = await queryRows(`select count(*) filter (not json_valid(${text})) from ${view}`, connection);
  return Number(invalid) > 0 ? undefined : `json_extract(${text}, ${literal(last.to)})`;
}

async function anyIn(value: string, view: string, connection: DuckDBConnection): Promise<boolean> {
  const [[count]] = await queryRows(`select count(${value}) from ${view}`, connection);
  return Number(count) > 0;
}

const numbers = ['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE'];

/** As one type, where it is JSON: a number or a boolean where each value is one, else text. */
async function plainOf(value: string, view: string, connection: DuckDBConnection): Promise<string> {
  const [[, declared]] = await queryRows(`describe select ${value} as one from ${view}`, connection);
  if (declared !== 'JSON') return value;
  const found = await queryRows(`select distinct json_type(${value}) from ${view}`, connection);
  const types = found.map(([type]) => String(type)).filter((type) => type !== 'NULL' && type !== 'null');
  const all = (allowed: readonly string[]): boolean => types.length > 0 && types.every((type) => allowed.includes(type));
  if (all(['BOOLEAN'])) return `cast(${value} as boolean)`;
  if (all(numbers)) return `cast(${value} as ${types.includes('DOUBLE') ? 'double' : 'hugeint'})`;
  return `json_extract_string(${value}, '$')`;
}
