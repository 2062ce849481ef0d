import { column, times, winsorized } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Shape } from '../inference/tail-error.ts';
import { comomentOf, type Moments, meanOf, select } from '../moments/moments.ts';
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

/** Values whose square is a number to compute with; one beyond is squared as if it were there. */
const reach = 1e35;

/** Moments by arm of the value, as `y`, and its `square`, which hold the third and the fourth. The value is asked by its name, which errors tell. */
export function* tailGroups({ of, by, over }: TailRows, name: string): Asking<readonly Group[]> {
  const square = `${name}^2`;
  const within = winsorized(of, -reach, reach);
  const { groups } = yield* ask(moments({ columns: { [name]: of, [square]: times(within, within) }, by, ...(over && { over }) }));
  return groups.map((group) => ({ ...group, moments: { ...select(group.moments, [name, square]), columns: ['y', 'square'] } }));
}

/** Central moments from those of the value and its square: (y - m)^2 = y^2 - 2 m y + m^2. */
export function shapeOf(m: Moments): Shape {
  const mean = meanOf(m, 'y');
  const [yy, ys, ss] = [comomentOf(m, 'y', 'y'), comomentOf(m, 'y', 'square'), comomentOf(m, 'square', 'square')];
  const second = yy / m.n;
  return { n: m.n, second, third: (ys - 2 * mean * yy) / m.n, fourth: (ss - 4 * mean * ys + 4 * mean * mean * yy) / m.n + second * second };
}
