import { EstimandError } from '../../errors/estimand-error.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import { bySortedKey, expectFewGroups } from '../../relation/groups.ts';
import type { AnswerOptions } from '../../relation/relation.ts';
import type { QuantilesReply, QuantilesRequest } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import type { Step } from '../../relation/steps.ts';
import { expectNarrow } from './checks.ts';
import { type Bindings, bind, compile, numberSql, rawSql, type Scope } from './compile.ts';
import type { SqlTable } from './engine.ts';
import { sourceOf } from './source.ts';

export async function quantilesFrom(request: QuantilesRequest, steps: readonly Step[], schema: readonly Column[], table: SqlTable, options: AnswerOptions): Promise<QuantilesReply> {
  await expectNarrow([{ columns: { value: request.of }, ...(request.where && { where: request.where }) }], steps, schema, table, options);
  const { dialect } = table.db;
  const bindings: Bindings = { values: [] };
  const source = sourceOf(table.base, steps, dialect, bindings);
  const scope: Scope = { dialect, schema, bindings };
  const keys = Object.values(request.by).map((e) => rawSql(e, scope));
  const known = [...keys.map((_, i) => `k${i}`), 'v'].map((name) => `${name} is not null`).join(' and ');
  const inner = `select ${[...keys.map((sql, i) => `${sql} as k${i}`), `${numberSql(request.of, scope)} as v`].join(', ')} from ${source.sql}${request.where ? ` where ${compile(request.where, scope)}` : ''}`;
  const by = keys.map((_, i) => `k${i}`);
  const bad = `sum(case when ${dialect.isFinite('v')} then 0 else 1 end)`;
  const quantiles = request.at.map((p) => dialect.quantile('v', bind(scope, p)));
  const select = [...by, 'count(*)', bad, ...quantiles].join(', ');
  const result = await table.db.query(`select ${select} from (${inner}) as t where ${known}${by.length > 0 ? ` group by ${by.join(', ')}` : ''}`, bindings.values, options);
  const [n, notFinite, ...values] = result.slice(by.length);
  const count = notFinite.reduce<number>((a, b) => a + Number(b ?? 0), 0);
  if (count > 0) throw new EstimandError('not-finite', { column: request.of.op === 'column' ? request.of.name : 'value', count, source: table.name });
  expectFewGroups(n.length);
  const groups = n.map((cell, row) => ({ key: result.slice(0, by.length).map((k) => canonicalText(k[row]!)), n: Number(cell), values: Float64Array.from(values, (v) => Number(v[row])) }));
  return { kind: 'quantiles', groups: groups.filter((group) => group.n > 0).sort(bySortedKey) };
}
