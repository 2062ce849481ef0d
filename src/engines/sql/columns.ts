import { EstimandError } from '../../errors/estimand-error.ts';
import type { Expression } from '../../expressions/expression.ts';
import { keyVector, textVector } from '../../expressions/text-loops.ts';
import { allFinite } from '../../math/all-finite.ts';
import { sortedLevels } from '../../relation/groups.ts';
import type { ColumnsReply, ColumnsRequest } from '../../relation/requests.ts';
import { columnNamed, typeIn } from '../../relation/schema.ts';
import { unknownIn } from '../../relation/steps.ts';
import { compile, keySql, numberSql } from './compile.ts';
import { query, type Selection, type SqlPlace, selectionAt } from './place.ts';
import type { Scope } from './scope.ts';

type Arrays = readonly (Float64Array | readonly string[])[];

/** A SELECT of the columns `names` from `rows`, of which those where `known` holds are wanted. */
interface Wanted {
  readonly names: readonly string[];
  readonly kinds: readonly ('double' | 'text')[];
  readonly rows: string;
  readonly known: string;
}

/** The rows as arrays, in the order of the data; rows with anything unknown are counted and left out. */
export async function columnsFrom(request: ColumnsRequest, place: SqlPlace): Promise<ColumnsReply> {
  const selection = selectionAt(place);
  const { from, scope } = selection;
  const measures = Object.values(request.columns).map((e) => ({ sql: numberSql(e, scope), kind: 'double' as const }));
  const keys = Object.values(request.keys).map((e) => keyColumn(e, scope));
  const columns = [...measures, ...keys];
  const names = columns.map((_, i) => `x${i}`);
  const where = request.where ? ` where ${compile(request.where, scope)}` : '';
  const rows = `(select ${['1 as one', ...columns.map(({ sql }, i) => `${sql} as x${i}`)].join(', ')} from ${from}${where}) as t`;
  const expressions = [...Object.values(request.columns), ...Object.values(request.keys)];
  // Columns that cannot be unknown are not tested, so that they need not be read for the count.
  const mayMiss = names.filter((_, i) => unknownIn(scope.schema, expressions[i]));
  const known = `(${[scope.dialect.booleans.literal(true), ...mayMiss.map((name) => `${name} is not null`)].join(' and ')})`;
  const wanted = { names, kinds: columns.map(({ kind }) => kind), rows, known };
  // What is grouped costs too much to run twice for its number of rows.
  const grouped = place.steps.some((step) => step.kind === 'rollup' || step.kind === 'broadcast');
  const { arrays, n, total } = await (grouped ? markedRows : countedRows)(wanted, place, selection);
  const measured = Object.entries(request.columns).map(([label, e], i) => {
    const values = arrays[i] as Float64Array;
    expectFinite(values, e.op === 'column' ? e.name : label, place.table.name);
    return [label, values] as const;
  });
  const keyed = Object.keys(request.keys).map((label, i) => [label, levelsOf(arrays[measures.length + i])] as const);
  return { kind: 'columns', n, columns: Object.fromEntries(measured), keys: Object.fromEntries(keyed), dropped: total - n };
}

interface Fetched {
  readonly arrays: Arrays;
  readonly n: number;
  /** Rows, also those with anything unknown. */
  readonly total: number;
}

/** Counts first: arrays of known length are then filled as the rows come. */
async function countedRows({ names, kinds, rows, known }: Wanted, place: SqlPlace, selection: Selection): Promise<Fetched> {
  const [[total], [complete]] = await query(place, selection, `select count(*), count(case when ${known} then 1 end) from ${rows}`);
  const n = Number(complete);
  const sql = `select ${names.join(', ')} from ${rows} where ${known}`;
  const arrays = names.length === 0 ? [] : await place.table.db.arrays(sql, selection.scope.bindings.values, kinds, n, place.options);
  return { arrays, n, total: Number(total) };
}

/** One statement, in which rows with anything unknown are marked. */
async function markedRows({ names, kinds, rows, known }: Wanted, place: SqlPlace, { scope }: Selection): Promise<Fetched> {
  const sql = `select ${[`${scope.dialect.double(known)} as known`, ...names].join(', ')} from ${rows}`;
  const [marks, ...arrays] = await place.table.db.arrays(sql, scope.bindings.values, ['double', ...kinds], undefined, place.options);
  const isKnown = marks as Float64Array;
  const n = isKnown.reduce((count, mark) => count + mark, 0);
  return { arrays: n === isKnown.length ? arrays : arrays.map((array) => marked(array, isKnown)), n, total: isKnown.length };
}

function marked(values: Float64Array | readonly string[], marks: Float64Array): Float64Array | readonly string[] {
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
  if (allFinite(values)) return;
  const count = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
  if (count > 0) throw new EstimandError('not-finite', { column, count, source });
}
