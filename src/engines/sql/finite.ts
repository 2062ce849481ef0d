import { EstimandError } from '../../errors/estimand-error.ts';
import { and, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { MomentsReply, MomentsRequest } from '../../relation/requests.ts';
import { compile, numberSql } from './compile.ts';
import { query, type SqlPlace, selectionAt } from './place.ts';

/** Errors  not-finite, naming column and count, where a NaN or an infinity has made a sum so; too-large-to-square. */
export async function expectFiniteMeasures(
  requests: readonly MomentsRequest[],
  replies: readonly Pick<MomentsReply, 'groups'>[],
  place: SqlPlace,
): Promise<void> {
  for (const [i, request] of requests.entries()) {
    const sound = replies[i].groups.every(({ moments: m }) => [m.weight, m.weightSquares, ...m.mean, ...m.comoment].every(Number.isFinite));
    if (!sound) await nameNotFinite(request, place);
  }
}

/** Errors  not-finite, too-large-to-square: what made a sum so. */
export async function nameNotFinite(request: Pick<MomentsRequest, 'columns' | 'where' | 'weight'>, place: SqlPlace): Promise<never> {
  const columns = Object.entries(request.columns);
  const values = request.weight ? [...columns, ['weight', request.weight.column] as const] : columns;
  const complete = [...(request.where ? [request.where] : []), ...values.map(([, e]) => isKnown(e))].reduce(and);
  for (const [label, e] of values) {
    const count = await countNotFinite(e, complete, place);
    if (count > 0) throw new EstimandError('not-finite', { column: e.op === 'column' ? e.name : label, count, source: place.table.name });
  }
  throw new EstimandError('too-large-to-square', { columns: columns.map(([label]) => label), source: place.table.name });
}

async function countNotFinite(e: Expression, among: Expression, place: SqlPlace): Promise<number> {
  const selection = selectionAt(place);
  const { from, scope } = selection;
  const result = await query(
    place,
    selection,
    `select count(*) from ${from} where ${compile(among, scope)} and not ${scope.dialect.isFinite(numberSql(e, scope))}`,
  );
  return Number(result[0][0]);
}
