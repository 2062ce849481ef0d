import { column } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { columns } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';
import type { ClusterLosses } from './loss-by-cluster.ts';

interface Clustered {
  /** 1 for a unit that is counted, else 0. */
  readonly counted: Expression;
  readonly assignment: string;
  readonly cluster: string;
  readonly among?: Expression;
}

const [units, lost, arm] = ['estimand:units', 'estimand:counted', 'estimand:arm'];

/**
 * Units of every cluster by arm and how many of them are counted, one row a cluster; clusters whose rows lie in several arms are left out.
 *
 * Shapes  clusters of an arm by what they hold: a database has them in another order each time, and what is drawn from them must not.
 */
export function* clusterCounts({ counted, assignment, cluster, among }: Clustered): Asking<readonly ClusterLosses[]> {
  const totals = { [units]: { kind: 'count' }, [lost]: { kind: 'sum', of: counted }, [arm]: { kind: 'only', of: column(assignment) } } as const;
  const over = [...(among ? [where(among)] : []), rollup([cluster], totals)];
  const reply = yield* ask(columns({ columns: { [units]: column(units), [lost]: column(lost) }, keys: { [arm]: column(arm) }, over }));
  const { codes, levels } = reply.keys[arm];
  const [sizes, counts] = [reply.columns[units], reply.columns[lost]];
  const order = Int32Array.from(codes, (_, g) => g).sort((a, b) => sizes[a] - sizes[b] || counts[a] - counts[b]);
  return levels.map((level, code) => {
    const own = order.filter((g) => codes[g] === code);
    return { arm: level, units: Float64Array.from(own, (g) => sizes[g]), lost: Float64Array.from(own, (g) => counts[g]) };
  });
}
