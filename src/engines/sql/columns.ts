import { EstimandError } from '../../errors/estimand-error.ts';
import { textVector } from '../../expressions/text-loops.ts';
import { sortedLevels } from '../../relation/groups.ts';
import type { AnswerOptions } from '../../relation/relation.ts';
import type { ColumnsReply, ColumnsRequest } from '../../relation/requests.ts';
import { type Column, columnNamed, typeIn } from '../../relation/schema.ts';
import type { Step } from '../../relation/steps.ts';
import { expectNarrow } from './checks.ts';
import { type Bindings, compile, numberSql, rawSql, type Scope } from './compile.ts';
import type { SqlTable } from './engine.ts';
import { sourceOf } from './source.ts';

/** The rows as arrays, in the order of the data; rows with anything unknown are counted and left out. */
export async function columnsFrom(request: ColumnsRequest, steps: readonly Step[], schema: readonly Column[], table: SqlTable, options: AnswerOptions): Promise<ColumnsReply> {
  await expectNarrow([{ columns: request.columns, ...(request.where && { where: request.where }) }], steps, schema, table, options);
  const bindings: Bindings = { values: [] };
  const source = sourceOf(table.base, steps, table.db.dialect, bindings);
  const scope: Scope = { dialect: table.db.dialect, schema, bindings };
  const measures = Object.values(request.columns).map((e, i) => `${numberSql(e, scope)} as d${i}`);
  const keys = Object.values(request.keys).map((e, i) => `${keyText(e, scope)} as k${i}`);
  const names = [...measures.map((_, i) => `d${i}`), ...keys.map((_, i) => `k${i}`)];
  const inner = `select ${[...measures, ...keys].join(', ')} from ${source.sql}${request.where ? ` where ${compile(request.where, scope)}` : ''}`;
  const known = names.map((name) => `${name} is not null`).join(' and ');
  const counted = await table.db.query(`select count(*), count(case when ${known} then 1 end) from (${inner}) as t`, bindings.values, options);
  const kinds = [...measures.map(() => 'double' as const), ...keys.map(() => 'text' as const)];
  const arrays = await table.db.arrays(`select ${names.join(', ')} from (${inner}) as t where ${known}`, bindings.values, kinds, options);
  const [total, n] = [Number(counted[0][0]), Number(counted[1][0])];
  const short = arrays.find((array) => array.length !== n);
  if (short) throw new EstimandError('rows-lost', { expected: n, found: short.length, source: table.name });
  return {
    kind: 'columns',
    n,
    columns: Object.fromEntries(Object.keys(request.columns).map((name, i) => [name, finite(arrays[i] as Float64Array, name, table.name)])),
    keys: Object.fromEntries(Object.keys(request.keys).map((name, i) => [name, levelsOf(arrays[measures.length + i] as readonly string[])])),
    dropped: total - n,
  };
}

/** Canonical text in SQL: whole doubles without their fraction, as everywhere. */
function keyText(e: ColumnsRequest['keys'][string], scope: Scope): string {
  const raw = rawSql(e, scope);
  const isDouble = typeIn(scope.schema, 'the data', e) === 'number' && !(e.op === 'column' && columnNamed(scope.schema, e.name, 'the data').integer);
  const whole = `${raw} = floor(${raw}) and abs(${raw}) < 9007199254740992`;
  return isDouble ? `case when ${whole} then ${scope.dialect.text(`cast(${raw} as bigint)`)} else ${scope.dialect.text(raw)} end` : scope.dialect.text(raw);
}

function levelsOf(texts: readonly string[]): { codes: Int32Array; levels: readonly string[] } {
  const { codes, levels } = textVector(texts);
  return sortedLevels(codes, levels);
}

function finite(values: Float64Array, column: string, source: string): Float64Array {
  const count = values.reduce((bad, x) => bad + (Number.isFinite(x) ? 0 : 1), 0);
  if (count > 0) throw new EstimandError('not-finite', { column, count, source });
  return values;
}
