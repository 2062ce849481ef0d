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

/** Units of every cluster by arm and how many of them are counted, one row a cluster; clusters whose rows lie in several arms are left out. */
export function* clusterCounts({ counted, assignment, cluster, among }: Clustered): Asking<readonly ClusterLosses[]> {
  const totals = { [units]: { kind: 'count' }, [lost]: { kind: 'sum', of: counted }, [arm]: { kind: 'only', of: column(assignment) } } as const;
  const over = [...(among ? [where(among)] : []), rollup([cluster], totals)];
  const reply = yield* ask(columns({ columns: { [units]: column(units), [lost]: column(lost) }, keys: { [arm]: column(arm) }, over }));
  const { codes, levels } = reply.keys[arm];
  return levels.map((level, code) => {
    const pick = (name: string): Float64Array => reply.columns[name].filter((_, g) => codes[g] === code);
    return { arm: level, units: pick(units), lost: pick(lost) };
  });
}
