import { EstimandError } from '../../errors/estimand-error.ts';
import { and, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { columnsOf } from '../../expressions/walk.ts';
import type { AnswerOptions } from '../../relation/relation.ts';
import type { MomentsReply, MomentsRequest } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import type { Step } from '../../relation/steps.ts';
import { type Bindings, compile, numberSql, type Scope } from './compile.ts';
import type { SqlTable } from './engine.ts';
import { sourceOf } from './source.ts';

type Ask = Pick<MomentsRequest, 'columns' | 'where' | 'weight'>;

/** Errors  integer-too-large when a measured 64-bit column holds integers that a double cannot. */
export async function expectNarrow(requests: readonly Ask[], steps: readonly Step[], schema: readonly Column[], table: SqlTable, options: AnswerOptions): Promise<void> {
  const wide = new Set(schema.filter((c) => c.wide).map((c) => c.name));
  for (const request of wide.size > 0 ? requests : []) {
    for (const column of new Set(Object.values(request.columns).flatMap(columnsOf))) {
      if (!wide.has(column)) continue;
      const raw = table.db.dialect.quote(column);
      const count = await countWhere((scope) => `abs(${scope.dialect.wideInteger(raw)}) > ${scope.dialect.wideInteger("'9007199254740992'")}`, request.where, steps, table, options);
      if (count > 0) throw new EstimandError('integer-too-large', { column, count, source: table.name });
    }
  }
}

/** Errors  not-finite, naming column and count: a NaN or an infinity has made a sum so. */
export async function expectFiniteMeasures(
  requests: readonly Ask[],
  replies: readonly Pick<MomentsReply, 'groups'>[],
  steps: readonly Step[],
  table: SqlTable,
  options: AnswerOptions,
): Promise<void> {
  for (const [i, request] of requests.entries()) {
    const sound = replies[i].groups.every(({ moments: m }) => Number.isFinite(m.weight) && m.mean.every(Number.isFinite) && m.comoment.every(Number.isFinite));
    if (!sound) await nameNotFinite(request, steps, table, options);
  }
}

async function nameNotFinite(request: Ask, steps: readonly Step[], table: SqlTable, options: AnswerOptions): Promise<never> {
  const values = [...Object.entries(request.columns), ...(request.weight ? [['weight', request.weight.column] as const] : [])];
  const known = values.map(([, e]) => isKnown(e)).reduce(and, request.where ?? { op: 'boolean', value: true });
  for (const [label, e] of values) {
    const count = await countWhere((scope) => `not ${scope.dialect.isFinite(numberSql(e, scope))}`, known, steps, table, options);
    if (count > 0) throw new EstimandError('not-finite', { column: e.op === 'column' ? e.name : label, count, source: table.name });
  }
  throw new EstimandError('too-large-to-square', { columns: values.map(([label]) => label), source: table.name });
}

async function countWhere(condition: (scope: Scope) => string, where: Expression | undefined, steps: readonly Step[], table: SqlTable, options: AnswerOptions): Promise<number> {
  const bindings: Bindings = { values: [] };
  const source = sourceOf(table.base, steps, table.db.dialect, bindings);
  const scope: Scope = { dialect: table.db.dialect, schema: source.schema, bindings };
  const also = where ? ` and ${compile(where, scope)}` : '';
  const result = await table.db.query(`select count(*) from ${source.sql} where ${condition(scope)}${also}`, bindings.values, options);
  return Number(result[0][0]);
}
