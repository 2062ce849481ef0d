import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { type DataType, declaredType, saysTheSame, textAsFraction } from './column-types.ts';
import type { Into, Way } from './paths.ts';
import { queryRows } from './query-rows.ts';
import { literal } from './sql-text.ts';

const { quote } = duckdbDialect;

/** What a value is wanted as: a name, or a type that the study declares. */
export type Wanted = 'name' | DataType | undefined;

/** Rows to look at: a view, and what it is called in messages. */
export interface Rows {
  readonly view: string;
  readonly source: string;
  readonly connection: DuckDBConnection;
}

/** The value at the end of a way, from a row: identifiers and keys are quoted, never spliced. */
export function valueAt(steps: readonly Into[]): string {
  return steps.reduce((value, step) => {
    if (step.kind === 'field') return value === '' ? quote(step.name) : `struct_extract(${value}, ${literal(step.name)})`;
    if (step.kind === 'item') return `(${value})[${step.place}]`;
    if (step.kind === 'attribute') return `struct_extract(${named(value, step.name)}[1], 'value')`;
    return step.kind === 'key' ? `(${value})[${literal(step.name)}]` : value;
  }, '');
}

const named = (list: string, name: string): string => `list_filter(${list}, lambda estimand_a: estimand_a.key = ${literal(name)})`;

/**
 * The values at the ends of several ways that a name leads; those of which every row is empty, in keys that differ from row to row, are not there.
 *
 * Errors  attribute-twice.
 */
export async function valuesOf(name: string, ways: readonly Way[], wanted: Wanted, rows: Rows): Promise<readonly string[]> {
  const values: string[] = [];
  for (const { steps, shape } of ways) {
    const last = steps.at(-1)!;
    const value = last.kind === 'kinds' ? await ofKinds(valueAt(steps), last.names, wanted, rows) : await withinJson(valueAt(steps), last, rows);
    if (value === undefined || (steps.some(differs) && !(await anyIn(value, rows)))) continue;
    await expectOnce(name, steps, rows);
    const plain = shape.kind === 'text' ? await plainOf(value, wanted, rows) : value;
    values.push(
      wanted === undefined || wanted === 'name' ? plain : `cast(${plain} as ${await declaredType(wanted, { value: plain, rows: rows.view }, rows.connection)})`,
    );
  }
  return values;
}

const differs = ({ kind }: Into): boolean => kind === 'key' || kind === 'pointer' || kind === 'attribute';

/** Errors  attribute-twice when a row holds two values under one name. */
async function expectOnce(name: string, steps: readonly Into[], { view, source, connection }: Rows): Promise<void> {
  for (const [i, step] of steps.entries()) {
    if (step.kind !== 'attribute') continue;
    const several = `len(list_distinct(${named(valueAt(steps.slice(0, i)), step.name)})) > 1`;
    const [[rows]] = await queryRows(`select count(*) filter (${several}) from ${view}`, connection);
    if (Number(rows) > 0) throw new EstimandError('attribute-twice', { name, rows: Number(rows), source });
  }
}

/** Undefined where text that is to be reached into is no JSON. */
async function withinJson(value: string, last: Into, { view, connection }: Rows): Promise<string | undefined> {
  if (last.kind !== 'pointer') return value;
  const text = `nullif(cast(${value} as varchar), '')`;
  const [[invalid]] = await queryRows(`select count(*) filter (not json_valid(${text})) from ${view}`, connection);
  return Number(invalid) > 0 ? undefined : `json_extract(${text}, ${literal(last.to)})`;
}

async function anyIn(value: string, { view, connection }: Rows): Promise<boolean> {
  const [[count]] = await queryRows(`select count(${value}) from ${view}`, connection);
  return Number(count) > 0;
}

const wholeKinds = ['intValue'];
const numberKinds = ['intValue', 'doubleValue'];

/** The one value of several kinds: a number or a boolean where each row has one, else text. Whole numbers are written as text in such files. */
async function ofKinds(value: string, kinds: readonly string[], wanted: Wanted, { view, connection }: Rows): Promise<string> {
  const of = (kind: string): string => `struct_extract(${value}, ${literal(kind)})`;
  const [counts] = await queryRows(`select ${kinds.map((kind) => `count(${of(kind)})`).join(', ')} from ${view}`, connection);
  const met = kinds.filter((_, i) => Number(counts[i]) > 0);
  const only = (allowed: readonly string[]): boolean => met.length > 0 && met.every((kind) => allowed.includes(kind));
  const text = `coalesce(${(met.length > 0 ? met : kinds).map((kind) => `cast(${of(kind)} as varchar)`).join(', ')})`;
  if (wanted !== undefined && wanted !== 'name') return text;
  if (only(['boolValue'])) return `cast(${text} as boolean)`;
  if (wanted === 'name') return only(numberKinds) ? nameOf(text, true, view, connection) : text;
  if (only(wholeKinds)) return `cast(${text} as hugeint)`;
  return only(numberKinds) ? `cast(${text} as double)` : text;
}

/** A name that may be a number or a boolean without losing how it is written, or that has lost it already. */
async function nameOf(text: string, isNumber: boolean, view: string, connection: DuckDBConnection): Promise<string> {
  const [[same, fraction]] = await queryRows(`select ${saysTheSame(text)}, ${textAsFraction(text)} from ${view}`, connection);
  if (same !== '') return `cast(${text} as ${same})`;
  return isNumber && fraction === true ? `cast(${text} as double)` : text;
}

const numbers = ['BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE'];

/** As one type, where it is JSON: a number or a boolean where each value is one, else text. */
async function plainOf(value: string, wanted: Wanted, { view, connection }: Rows): Promise<string> {
  const [[, declared]] = await queryRows(`describe select ${value} as one from ${view}`, connection);
  if (declared !== 'JSON') return value;
  const text = `json_extract_string(${value}, '$')`;
  const found = await queryRows(`select distinct json_type(${value}) from ${view}`, connection);
  const types = found.map(([type]) => String(type)).filter((type) => type !== 'NULL' && type !== 'null');
  const all = (allowed: readonly string[]): boolean => types.length > 0 && types.every((type) => allowed.includes(type));
  if (wanted !== undefined && wanted !== 'name') return text;
  if (all(['BOOLEAN'])) return `cast(${value} as boolean)`;
  if (wanted === 'name') return nameOf(text, all(numbers), view, connection);
  if (!all(numbers)) return text;
  return `cast(${value} as ${types.includes('DOUBLE') ? 'double' : 'hugeint'})`;
}
