import { column, times } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Shape } from '../inference/tail-error.ts';
import { comomentOf, type Moments, meanOf } from '../moments/moments.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { type Group, moments } from '../relation/requests.ts';
import type { Step } from '../relation/steps.ts';
import { armOfCluster, clusterArms } from './cluster-arms.ts';

/** What is looked at, by arm: a value a unit, or a mean a cluster. */
export interface TailRows {
  readonly of: Expression;
  readonly by: Readonly<Record<'arm', Expression>>;
  readonly over?: readonly Step[];
}

const meanOfCluster = 'estimand:mean';

/** Clusters are what chance drew, where they are named: one mean each. */
export function tailRows(of: Expression, assignment: string, cluster?: string): TailRows {
  if (cluster === undefined) return { of, by: { arm: column(assignment) } };
  return { of: column(meanOfCluster), by: { arm: armOfCluster }, over: [clusterArms(cluster, assignment, { [meanOfCluster]: { kind: 'mean', of } })] };
}

/** Moments by arm of the value `y` and its `square`, which hold the third and the fourth. */
export function* tailGroups({ of, by, over }: TailRows): Asking<readonly Group[]> {
  const { groups } = yield* ask(moments({ columns: { y: of, square: times(of, of) }, by, ...(over && { over }) }));
  return groups;
}

/** Central moments from those of the value and its square: (y - m)^2 = y^2 - 2 m y + m^2. */
export function shapeOf(m: Moments): Shape {
  const mean = meanOf(m, 'y');
  const [yy, ys, ss] = [comomentOf(m, 'y', 'y'), comomentOf(m, 'y', 'square'), comomentOf(m, 'square', 'square')];
  const second = yy / m.n;
  return { n: m.n, second, third: (ys - 2 * mean * yy) / m.n, fourth: (ss - 4 * mean * ys + 4 * mean * mean * yy) / m.n + second * second };
}
