import { EstimandError } from '../../errors/estimand-error.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import { expressionKey } from '../../expressions/walk.ts';
import { bySortedKey, expectFewGroups } from '../../relation/groups.ts';
import type { QuantilesReply, QuantilesRequest } from '../../relation/requests.ts';
import { compile, keySql, numberSql } from './compile.ts';
import type { Cell } from './database.ts';
import { query, type SqlPlace, selectionAt } from './place.ts';
import { bind } from './scope.ts';

/** A distinct column of values, unknown where its condition does not hold, and the shares at which its quantiles are asked for. */
interface Asked {
  readonly request: QuantilesRequest;
  readonly at: readonly number[];
}

/** Answers requests by the same keys in one SELECT. */
export async function quantilesFrom(requests: readonly QuantilesRequest[], place: SqlPlace): Promise<readonly QuantilesReply[]> {
  const asked = distinct(requests);
  const names = [...asked.keys()];
  const selection = selectionAt(place);
  const { from, scope } = selection;
  const keys = Object.values(requests[0].by).map((e) => keySql(e, scope));
  const by = keys.map((_, i) => `k${i}`);
  const values = names.map((name, i) => {
    const { of, where } = asked.get(name)!.request;
    const value = numberSql(of, scope);
    return `${where ? `case when ${compile(where, scope)} then ${value} end` : value} as v${i}`;
  });
  const rows = `(select ${['1 as one', ...keys.map((sql, i) => `${sql} as k${i}`), ...values].join(', ')} from ${from}) as t`;
  const known = [scope.dialect.booleans.literal(true), ...by.map((name) => `${name} is not null`)].join(' and ');
  const totals = names.flatMap((name, i) => [
    `count(v${i})`,
    `sum(case when v${i} is null or ${scope.dialect.isFinite(`v${i}`)} then 0 else 1 end)`,
    ...asked.get(name)!.at.map((p) => scope.dialect.quantile(`v${i}`, bind(scope, p))),
  ]);
  const groupBy = by.length > 0 ? ` group by ${by.join(', ')}` : '';
  const result = await query(place, selection, `select ${[...by, ...totals].join(', ')} from ${rows} where ${known}${groupBy}`);
  const groupKeys = result[0].map((_, row) => by.map((__, k) => result[k][row]));

  const found = new Map<string, { readonly at: readonly number[]; readonly groups: QuantilesReply['groups'] }>();
  let first = by.length;
  for (const [name, { request, at }] of asked) {
    const own = result.slice(first, first + 2 + at.length).map((column) => column.map((cell) => Number(cell ?? 0)));
    found.set(name, { at, groups: groupsOf(own, groupKeys, request, place.table.name) });
    first += 2 + at.length;
  }
  return requests.map((request) => {
    const { at, groups } = found.get(nameOf(request))!;
    const places = request.at.map((p) => at.indexOf(p));
    return { kind: 'quantiles', groups: groups.map((group) => ({ ...group, values: Float64Array.from(places, (i) => group.values[i]) })) };
  });
}

const nameOf = ({ of, where }: QuantilesRequest): string => expressionKey([of, where]);

function distinct(requests: readonly QuantilesRequest[]): ReadonlyMap<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const request of requests) {
    const name = nameOf(request);
    asked.set(name, { request, at: [...new Set([...(asked.get(name)?.at ?? []), ...request.at])] });
  }
  return asked;
}

/** Errors  not-finite, with the count; too-many-groups. */
function groupsOf(
  [sizes, bad, ...values]: readonly (readonly number[])[],
  keys: readonly (readonly Cell[])[],
  { of }: QuantilesRequest,
  source: string,
): QuantilesReply['groups'] {
  const count = bad.reduce((a, b) => a + b, 0);
  if (count > 0) throw new EstimandError('not-finite', { column: of.op === 'column' ? of.name : 'value', count, source });
  const groups = sizes.map((n, row) => ({
    key: keys[row].map((cell) => canonicalText(cell!)),
    n,
    values: Float64Array.from(values, (column) => column[row]),
  }));
  const known = groups.filter((group) => group.n > 0);
  expectFewGroups(known.length);
  return known.sort(bySortedKey);
}
