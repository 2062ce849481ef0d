import { EstimandError } from '../../errors/estimand-error.ts';
import type { Expression } from '../../expressions/expression.ts';
import { keyVector, textVector } from '../../expressions/text-loops.ts';
import { sortedLevels } from '../../relation/groups.ts';
import type { ColumnsReply, ColumnsRequest } from '../../relation/requests.ts';
import { columnNamed, typeIn } from '../../relation/schema.ts';
import { unknownIn } from '../../relation/steps.ts';
import { compile, keySql, numberSql } from './compile.ts';
import { type Place, query, selectionAt } from './place.ts';
import type { Scope } from './scope.ts';

/** The rows as arrays, in the order of the data; rows with anything unknown are counted and left out. */
export async function columnsFrom(request: ColumnsRequest, place: Place): Promise<ColumnsReply> {
  const selection = selectionAt(place);
  const { from, scope } = selection;
  const measures = Object.values(request.columns).map((e) => ({ sql: numberSql(e, scope), kind: 'double' as const }));
  const keys = Object.values(request.keys).map((e) => keyColumn(e, scope));
  const columns = [...measures, ...keys];
  const names = columns.map((_, i) => `x${i}`);
  const where = request.where ? ` where ${compile(request.where, scope)}` : '';
  const rows = `(select ${['1 as one', ...columns.map(({ sql }, i) => `${sql} as x${i}`)].join(', ')} from ${from}${where}) as t`;
  const expressions = [...Object.values(request.columns), ...Object.values(request.keys)];
  // What cannot be unknown is not looked at, so that counting rows need not read them.
  const known = ['true', ...names.filter((_, i) => unknownIn(scope.schema, expressions[i])).map((name) => `${name} is not null`)].join(' and ');

  const [[total], [complete]] = await query(place, selection, `select count(*), count(case when ${known} then 1 end) from ${rows}`);
  const n = Number(complete);
  const { db, name: source } = place.table;
  const kinds = columns.map(({ kind }) => kind);
  const sql = `select ${names.join(', ')} from ${rows} where ${known}`;
  const arrays = columns.length === 0 ? [] : await db.arrays(sql, scope.bindings.values, kinds, n, place.options);
  const measured = Object.entries(request.columns).map(([label, e], i) => {
    const values = arrays[i] as Float64Array;
    expectFinite(values, e.op === 'column' ? e.name : label, source);
    return [label, values] as const;
  });
  const keyed = Object.keys(request.keys).map((label, i) => [label, levelsOf(arrays[measures.length + i])] as const);
  return { kind: 'columns', n, columns: Object.fromEntries(measured), keys: Object.fromEntries(keyed), dropped: Number(total) - n };
}

/** Doubles stay doubles, since databases write their own text for them; all else has its canonical text in SQL. */
function keyColumn(e: Expression, scope: Scope): { readonly sql: string; readonly kind: 'double' | 'text' } {
  const key = keySql(e, scope);
  const isDouble = typeIn(scope.schema, 'the data', e) === 'number' && !(e.op === 'column' && columnNamed(scope.schema, e.name, 'the data').integer);
  return isDouble ? { sql: scope.dialect.double(key), kind: 'double' } : { sql: scope.dialect.text(key), kind: 'text' };
}

function levelsOf(values: Float64Array | readonly string[]): ColumnsReply['keys'][string] {
  const { codes, levels } = values instanceof Float64Array ? keyVector({ type: 'number', values }) : textVector(values);
  return sortedLevels(codes, levels);
}

/** Errors  not-finite, with the count. */
function expectFinite(values: Float64Array, column: string, source: string): void {
  // A product with zero is zero, but for what is not finite.
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  if (sum === 0) return;
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) count++;
  if (count > 0) throw new EstimandError('not-finite', { column, count, source });
}
