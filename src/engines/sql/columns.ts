import { EstimandError } from '../../errors/estimand-error.ts';
import type { Expression } from '../../expressions/expression.ts';
import { keyVector, textVector } from '../../expressions/text-loops.ts';
import { sortedLevels } from '../../relation/groups.ts';
import type { ColumnsReply, ColumnsRequest } from '../../relation/requests.ts';
import { columnNamed, typeIn } from '../../relation/schema.ts';
import { unknownIn } from '../../relation/steps.ts';
import { compile, keySql, numberSql } from './compile.ts';
import { type Place, selectionAt } from './place.ts';
import type { Scope } from './scope.ts';

/** The rows as arrays, in the order of the data, by one statement; rows with anything unknown are marked there, counted and left out here. */
export async function columnsFrom(request: ColumnsRequest, place: Place): Promise<ColumnsReply> {
  const selection = selectionAt(place);
  const { from, scope } = selection;
  const { dialect } = scope;
  const measures = Object.values(request.columns).map((e) => ({ sql: numberSql(e, scope), kind: 'double' as const }));
  const keys = Object.values(request.keys).map((e) => keyColumn(e, scope));
  const columns = [...measures, ...keys];
  const names = columns.map((_, i) => `x${i}`);
  const where = request.where ? ` where ${compile(request.where, scope)}` : '';
  const rows = `(select ${['1 as one', ...columns.map(({ sql }, i) => `${sql} as x${i}`)].join(', ')} from ${from}${where}) as t`;
  const expressions = [...Object.values(request.columns), ...Object.values(request.keys)];
  // What cannot be unknown is not looked at, so that it need not be read to be counted.
  const mayMiss = names.filter((_, i) => unknownIn(scope.schema, expressions[i]));
  const known = dialect.double(`(${['true', ...mayMiss.map((name) => `${name} is not null`)].join(' and ')})`);
  const sql = `select ${[`${known} as known`, ...names].join(', ')} from ${rows}`;
  const kinds = columns.map(({ kind }) => kind);
  const [marks, ...arrays] = await place.table.db.arrays(sql, scope.bindings.values, ['double', ...kinds], place.options);
  const complete = arrays.map((array) => knownOnly(array, marks as Float64Array));
  const n = (marks as Float64Array).reduce((count, mark) => count + mark, 0);
  const measured = Object.entries(request.columns).map(([label, e], i) => {
    const values = complete[i] as Float64Array;
    expectFinite(values, e.op === 'column' ? e.name : label, place.table.name);
    return [label, values] as const;
  });
  const keyed = Object.keys(request.keys).map((label, i) => [label, levelsOf(complete[measures.length + i])] as const);
  return { kind: 'columns', n, columns: Object.fromEntries(measured), keys: Object.fromEntries(keyed), dropped: marks.length - n };
}

function knownOnly(values: Float64Array | readonly string[], marks: Float64Array): Float64Array | readonly string[] {
  if (marks.every((mark) => mark === 1)) return values;
  return values instanceof Float64Array ? values.filter((_, i) => marks[i] === 1) : values.filter((_, i) => marks[i] === 1);
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
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) count++;
  if (count > 0) throw new EstimandError('not-finite', { column, count, source });
}
