import { EstimandError } from '../../errors/estimand-error.ts';
import { column, indicator, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { columns } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';
import type { ClusterLosses } from './loss-by-cluster.ts';

const [units, losses] = ['estimand:units', 'estimand:lost'];

/**
 * Units of each cluster, and those of them that are lost, by arm.
 *
 * Shapes  one round: a rollup to one row a cluster.
 * Errors  cluster-spans-arms.
 */
export function* clusterLosses(o: {
  readonly assignment: string;
  readonly cluster: string;
  /** Holds for units that are lost. */
  readonly lost: Expression;
}): Asking<ReadonlyMap<string, ClusterLosses>> {
  const { assignment, cluster } = o;
  const totals = {
    [assignment]: { kind: 'only', of: column(assignment) },
    [units]: { kind: 'count' },
    [losses]: { kind: 'sum', of: indicator(o.lost) },
  } as const;
  const reply = yield* ask(
    columns({
      columns: { units: column(units), lost: column(losses) },
      keys: [assignment],
      over: [where(isKnown(column(assignment))), rollup([cluster], totals)],
    }),
  );
  if (reply.dropped > 0) throw new EstimandError('cluster-spans-arms', { column: cluster, assignment, clusters: reply.dropped, of: reply.n + reply.dropped });
  const { codes, levels } = reply.keys[assignment];
  return new Map(
    levels.map((arm, code) => {
      const ofArm = (values: Float64Array): Float64Array => values.filter((_, g) => codes[g] === code);
      return [arm, { arm, units: ofArm(reply.columns.units), lost: ofArm(reply.columns.lost) }];
    }),
  );
}
