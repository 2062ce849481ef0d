import { evaluate } from '../../expressions/evaluate.ts';
import { keyVector } from '../../expressions/text-loops.ts';
import type { NumberVector } from '../../expressions/vector.ts';
import { quantileOfSorted } from '../../math/quantile.ts';
import { emptyMoments } from '../../moments/moments.ts';
import { momentsOf } from '../../moments/moments-of.ts';
import { bySortedKey, expectFewGroups, sortedLevels } from '../../relation/groups.ts';
import { integerIn } from '../../relation/integer-in.ts';
import type { PlacedRequest } from '../../relation/relation.ts';
import type {
  ColumnsReply,
  ColumnsRequest,
  Group,
  MomentsReply,
  MomentsRequest,
  QuantilesReply,
  QuantilesRequest,
  RowsReply,
} from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { expectFinite, expectSquares, expectWeights } from './checks.ts';
import { clustersReply } from './clusters.ts';
import { keysOf, knownAmong, labelOf, measuresOf, rowsWhere } from './evaluated.ts';
import { groupRows, keyOf, membersAmong, membersOf } from './group.ts';
import { gather, positionsIn, type Table } from './table.ts';

/** Answers one request by plain loops over the rows that it accepts. */
export function answerOn(table: Table, { request, schema }: PlacedRequest): RowsReply {
  const among = rowsWhere(table, request.where);
  if (request.kind === 'moments') return momentsReply(table, request, schema, among);
  if (request.kind === 'clusters') return clustersReply(table, request, among);
  return request.kind === 'quantiles' ? quantilesReply(table, request, among) : columnsReply(table, request, among);
}

function momentsReply(table: Table, request: MomentsRequest, schema: readonly Column[], among: Uint8Array): MomentsReply {
  const columns = measuresOf(request.columns, table);
  const weight = request.weight && { kind: request.weight.kind, ...(evaluate(request.weight.column, table) as NumberVector) };
  const complete = knownAmong(among, [...Object.values(columns), ...(weight ? [weight] : [])]);
  if (weight) expectWeights(weight.values, weight.kind, complete, table.name);
  for (const [name, v] of Object.entries(columns)) expectFinite(v, complete, labelOf(request.columns[name], name), table.name);
  if (weight) expectFinite(weight, complete, labelOf(request.weight!.column, 'weight'), table.name);

  const keys = keysOf(request.by, table);
  const groups = groupRows(keys, among);
  expectFewGroups(groups.count);
  const values = Object.fromEntries(Object.entries(columns).map(([name, v]) => [name, v.values]));
  const answered = Array.from({ length: groups.count }, (_, g): Group => {
    const members = membersOf(groups, g);
    const rows = membersAmong(groups, g, complete);
    const moments = momentsOf(values, weight, rows);
    expectSquares(moments, table.name);
    return { key: keyOf(groups, g, keys), dropped: members.length - rows.length, moments };
  });
  if (groups.count === 0 && keys.length === 0) answered.push({ key: [], dropped: 0, moments: emptyMoments(Object.keys(columns)) });
  const integer = Object.fromEntries(Object.entries(request.columns).map(([name, e]) => [name, integerIn(schema, e)]));
  return { kind: 'moments', groups: answered.sort(bySortedKey), keyless: groups.keyless, integer };
}

function quantilesReply(table: Table, request: QuantilesRequest, among: Uint8Array): QuantilesReply {
  const v = evaluate(request.of, table) as NumberVector;
  const complete = knownAmong(among, [v]);
  expectFinite(v, complete, labelOf(request.of, 'value'), table.name);
  const keys = keysOf(request.by, table);
  const groups = groupRows(keys, complete);
  expectFewGroups(groups.count);
  const answered = Array.from({ length: groups.count }, (_, g) => {
    const rows = membersOf(groups, g);
    const values = gather(v.values, rows, new Float64Array(rows.length)).sort();
    return { key: keyOf(groups, g, keys), n: rows.length, values: Float64Array.from(request.at, (p) => quantileOfSorted(values, p)) };
  });
  return { kind: 'quantiles', groups: answered.sort(bySortedKey) };
}

function columnsReply(table: Table, request: ColumnsRequest, among: Uint8Array): ColumnsReply {
  const columns = measuresOf(request.columns, table);
  const keys = Object.entries(request.keys).map(([name, e]) => [name, keyVector(evaluate(e, table))] as const);
  const complete = knownAmong(among, [...Object.values(columns), ...keys.map(([, v]) => v)]);
  for (const [name, v] of Object.entries(columns)) expectFinite(v, complete, labelOf(request.columns[name], name), table.name);
  const rows = positionsIn(complete);
  return {
    kind: 'columns',
    n: rows.length,
    columns: Object.fromEntries(Object.entries(columns).map(([name, v]) => [name, gather(v.values, rows, new Float64Array(rows.length))])),
    keys: Object.fromEntries(keys.map(([name, v]) => [name, sortedLevels(gather(v.codes, rows, new Int32Array(rows.length)), v.levels)])),
    dropped: positionsIn(among).length - rows.length,
  };
}
