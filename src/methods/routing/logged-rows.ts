import { EstimandError } from '../../errors/estimand-error.ts';
import { column, subtract } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { columns } from '../../relation/requests.ts';
import type { Chances } from './chances.ts';
import type { RowClusters } from './cluster-sums.ts';
import { chanceOf, wantedBy } from './log-expressions.ts';
import type { Settled } from './options.ts';
import type { Prepared } from './prepare.ts';

/** The rows of one outcome as arrays, for what cannot be had from moments. */
export interface LoggedRows {
  readonly n: number;
  /** The outcome as it is, and less the centre. */
  readonly outcome: Float64Array;
  readonly centred: Float64Array;
  readonly taken: Float64Array;
  /** Index of the row's action. */
  readonly action: Int32Array;
  readonly context: readonly Float64Array[];
  /** By policy, by action: its chance; absent where the policy never takes it. */
  readonly chances: readonly ReadonlyMap<number, Float64Array>[];
  readonly scores: Readonly<Record<string, Float64Array>>;
  readonly clusters?: RowClusters;
}

/** So many values, and the rows are better left where they are. */
const mostValues = 60e6;

/**
 * Fetches the rows, once.
 *
 * Errors  option-invalid when there are too many values to hold.
 */
export function* askRows(s: Settled, p: Prepared, chances: Chances, why: { readonly option: string; readonly found: string }): Asking<LoggedRows> {
  const wanted = s.policies.map((policy) => wantedBy(policy, s.actions));
  const asked = askedOf(s, p, chances, wanted);
  if (p.n * Object.keys(asked).length > mostValues) {
    const asks = `something that needs no rows in memory: here ${Object.keys(asked).length} values a row, ${mostValues / 1e6} million in all at most`;
    throw new EstimandError('option-invalid', { ...why, asked: asks });
  }
  const reply = yield* ask(
    columns({
      columns: asked,
      keys: { action: column(s.action), ...(s.cluster !== undefined && { cluster: column(s.cluster) }) },
      where: p.where,
      over: chances.before,
    }),
  );
  const { codes, levels } = reply.keys.action;
  const indices = levels.map((level) => s.actions.indexOf(level));
  return {
    n: reply.n,
    outcome: reply.columns.outcome,
    centred: reply.columns.centred,
    taken: reply.columns.taken,
    action: codes.map((code) => indices[code]),
    context: p.columns.map((_, j) => reply.columns[`context ${j}`]),
    chances: s.policies.map((_, i) => new Map(wanted[i].map((action) => [s.actions.indexOf(action), reply.columns[`chance ${i} ${action}`]]))),
    scores: Object.fromEntries(Object.keys(chances.scores).map((name) => [name, reply.columns[name]])),
    ...(reply.keys.cluster && { clusters: { codes: reply.keys.cluster.codes, names: reply.keys.cluster.levels } }),
  };
}

function askedOf(s: Settled, p: Prepared, chances: Chances, wanted: readonly (readonly string[])[]): Readonly<Record<string, Expression>> {
  return {
    outcome: p.measure,
    centred: subtract(p.measure, p.centre),
    taken: chances.taken,
    ...Object.fromEntries(p.columns.map(({ expression }, j) => [`context ${j}`, expression])),
    ...Object.fromEntries(s.policies.flatMap((policy, i) => wanted[i].map((action) => [`chance ${i} ${action}`, chanceOf(policy, action)]))),
    ...chances.scores,
  };
}

/** Are they few enough to be held in memory? */
export function rowsFit(s: Settled, p: Prepared, chances: Chances): boolean {
  const wanted = s.policies.map((policy) => wantedBy(policy, s.actions));
  return p.n * Object.keys(askedOf(s, p, chances, wanted)).length <= mostValues;
}
