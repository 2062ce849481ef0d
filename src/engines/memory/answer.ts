import { evaluate } from '../../expressions/evaluate.ts';
import { keyVector } from '../../expressions/text-loops.ts';
import type { Expression } from '../../expressions/expression.ts';
import { isKnownAt, type NumberVector, type Vector } from '../../expressions/vector.ts';
import { quantileOfSorted } from '../../math/quantile.ts';
import { emptyMoments } from '../../moments/moments.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { bySortedKey, expectFewGroups, sortedLevels } from '../../relation/groups.ts';
import type { ColumnsReply, ColumnsRequest, MomentsReply, MomentsRequest, QuantilesReply, QuantilesRequest, Reply, Request } from '../../relation/requests.ts';
import { expectFinite, expectWeights } from './checks.ts';
import { groupRows } from './group.ts';
import type { Table } from './table.ts';

/** Answers one request by plain loops over the rows that it accepts. */
export function answerOn(table: Table, request: Request): Reply {
  const among = rowsWhere(table, request.where);
  if (request.kind === 'moments') return momentsReply(table, request, among);
  return request.kind === 'quantiles' ? quantilesReply(table, request, among) : columnsReply(table, request, among);
}

function momentsReply(table: Table, request: MomentsRequest, among: Uint8Array): MomentsReply {
  const columns = Object.entries(request.columns).map(([name, e]) => [name, evaluate(e, table) as NumberVector] as const);
  const weight = request.weight && (evaluate(request.weight.column, table) as NumberVector);
  const complete = knownAmong(among, [...columns.map(([, v]) => v), ...(weight ? [weight] : [])]);
  for (const [name, v] of columns) expectFinite(v, complete, request.columns[name], name, table.name);
  if (request.weight) expectWeights(weight!, request.weight.kind, complete, table.name);

  const groups = groupRows(keysOf(request.by, table), table.n, among);
  expectFewGroups(groups.count);
  const answered = groups.keys.map((key, g) => {
    const members = groups.rows.subarray(groups.starts[g], groups.starts[g + 1]);
    const rows = members.filter((i) => complete[i] === 1);
    const at = (v: NumberVector): Float64Array => Float64Array.from(rows, (i) => v.values[i]);
    const values = Object.fromEntries(columns.map(([name, v]) => [name, at(v)]));
    return { key, dropped: members.length - rows.length, moments: momentsOf(values, weight && { values: at(weight), kind: request.weight!.kind }, { start: 0, end: rows.length }) };
  });
  if (groups.count === 0 && Object.keys(request.by).length === 0) answered.push({ key: [], dropped: 0, moments: emptyMoments(Object.keys(request.columns)) });
  return { kind: 'moments', groups: answered.sort(bySortedKey), keyless: groups.keyless, integer: Object.fromEntries(columns.map(([name, v]) => [name, v.integer])) };
}

function quantilesReply(table: Table, request: QuantilesRequest, among: Uint8Array): QuantilesReply {
  const v = evaluate(request.of, table) as NumberVector;
  const complete = knownAmong(among, [v]);
  expectFinite(v, complete, request.of, 'value', table.name);
  const groups = groupRows(keysOf(request.by, table), table.n, complete);
  expectFewGroups(groups.count);
  const answered = groups.keys.map((key, g) => {
    const values = Float64Array.from(groups.rows.subarray(groups.starts[g], groups.starts[g + 1]), (i) => v.values[i]).sort();
    return { key, n: values.length, values: Float64Array.from(request.at, (p) => quantileOfSorted(values, p)) };
  });
  return { kind: 'quantiles', groups: answered.sort(bySortedKey) };
}

function columnsReply(table: Table, request: ColumnsRequest, among: Uint8Array): ColumnsReply {
  const columns = Object.entries(request.columns).map(([name, e]) => [name, evaluate(e, table) as NumberVector] as const);
  const keys = Object.entries(request.keys).map(([name, e]) => [name, keyVector(evaluate(e, table))] as const);
  const complete = knownAmong(among, [...columns, ...keys].map(([, v]) => v));
  for (const [name, v] of columns) expectFinite(v, complete, request.columns[name], name, table.name);
  const rows = Int32Array.from({ length: table.n }, (_, i) => i).filter((i) => complete[i] === 1);
  return {
    kind: 'columns',
    n: rows.length,
    columns: Object.fromEntries(columns.map(([name, v]) => [name, Float64Array.from(rows, (i) => v.values[i])])),
    keys: Object.fromEntries(keys.map(([name, v]) => [name, sortedLevels(Int32Array.from(rows, (i) => v.codes[i]), v.levels)])),
    dropped: among.reduce((a, b) => a + b, 0) - rows.length,
  };
}

const keysOf = (by: Readonly<Record<string, Expression>>, table: Table) => Object.values(by).map((e) => keyVector(evaluate(e, table)));

function rowsWhere(table: Table, condition: Expression | undefined): Uint8Array {
  if (!condition) return new Uint8Array(table.n).fill(1);
  const holds = evaluate(condition, table) as NumberVector;
  return Uint8Array.from(holds.values, (value, i) => (isKnownAt(holds, i) && value === 1 ? 1 : 0));
}

function knownAmong(among: Uint8Array, vectors: readonly Vector[]): Uint8Array {
  return among.map((a, i) => (a && vectors.every((v) => isKnownAt(v, i)) ? 1 : 0));
}
