import { EstimandError } from '../../../errors/estimand-error.ts';
import { column, is, isKnown, not, or } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, moments } from '../../../relation/requests.ts';
import type { Contrast } from '../contrast.ts';

type Clustered = Pick<Contrast, 'assignment' | 'cluster'>;

/** Rows that can be analysed: those that are in a cluster, when one is named. */
export const inClusters = ({ cluster }: Pick<Contrast, 'cluster'>): { readonly where?: Expression } =>
  cluster === undefined ? {} : { where: isKnown(column(cluster)) };

/** Rows of the arms that are compared. */
export const inArms = (assignment: string, groups: readonly Group[]): Expression => groups.map((g) => is(column(assignment), g.key[0])).reduce(or);

/**
 * Asks about the rows in clusters and counts, in the same round, the rows in none as dropped from their arm.
 *
 * Errors  cluster-too-few when an arm has rows, but none in a cluster.
 */
export function* withKnownClusters<T extends { readonly groups: readonly Group[] }>({ assignment, cluster }: Clustered, asking: Asking<T>): Asking<T> {
  if (cluster === undefined) return yield* asking;
  const [reply, outside] = yield* all([asking, ask(moments({ columns: {}, by: [assignment], where: not(isKnown(column(cluster))) }))]);
  const lost = new Map(outside.groups.map((g) => [g.key[0], g.moments.n]));
  const empty = [...lost.keys()].find((arm) => !reply.groups.some((g) => g.key[0] === arm));
  if (empty !== undefined) throw new EstimandError('cluster-too-few', { column: cluster, arm: empty, clusters: 0 });
  return { ...reply, groups: reply.groups.map((g) => ({ ...g, dropped: g.dropped + (lost.get(g.key[0]) ?? 0) })) };
}
