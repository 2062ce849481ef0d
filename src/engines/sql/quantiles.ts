import { EstimandError } from '../../errors/estimand-error.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import { bySortedKey, expectFewGroups } from '../../relation/groups.ts';
import type { QuantilesReply, QuantilesRequest } from '../../relation/requests.ts';
import { compile, keySql, numberSql } from './compile.ts';
import { query, type SqlPlace, selectionAt } from './place.ts';
import { bind } from './scope.ts';

export async function quantilesFrom(request: QuantilesRequest, place: SqlPlace): Promise<QuantilesReply> {
  const selection = selectionAt(place);
  const { from, scope } = selection;
  const keys = Object.values(request.by).map((e) => keySql(e, scope));
  const by = keys.map((_, i) => `k${i}`);
  const where = request.where ? ` where ${compile(request.where, scope)}` : '';
  const rows = `(select ${[...keys.map((sql, i) => `${sql} as k${i}`), `${numberSql(request.of, scope)} as v`].join(', ')} from ${from}${where}) as t`;
  const known = [...by, 'v'].map((name) => `${name} is not null`).join(' and ');
  const notFinite = `sum(case when ${scope.dialect.isFinite('v')} then 0 else 1 end)`;
  const quantiles = request.at.map((p) => scope.dialect.quantile('v', bind(scope, p)));
  const groupBy = by.length > 0 ? ` group by ${by.join(', ')}` : '';
  const result = await query(place, selection, `select ${[...by, 'count(*)', notFinite, ...quantiles].join(', ')} from ${rows} where ${known}${groupBy}`);

  const [sizes, bad, ...values] = result.slice(by.length).map((column) => column.map((cell) => Number(cell ?? 0)));
  const count = bad.reduce((a, b) => a + b, 0);
  const { name: source } = place.table;
  if (count > 0) throw new EstimandError('not-finite', { column: request.of.op === 'column' ? request.of.name : 'value', count, source });
  expectFewGroups(sizes.length);
  const groups = sizes.map((n, row) => ({
    key: by.map((_, k) => canonicalText(result[k][row]!)),
    n,
    values: Float64Array.from(values, (column) => column[row]),
  }));
  return { kind: 'quantiles', groups: groups.filter((group) => group.n > 0).sort(bySortedKey) };
}
