import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import { and, column, isKnown, not } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { rollup, where } from '../../../relation/steps.ts';
import { within } from '../../../relation/within.ts';
import type { Contrast } from '../contrast.ts';
import { namedClustersRefusal } from './named-clusters.ts';

type Clustered = Pick<Contrast, 'outcome' | 'assignment' | 'cluster' | 'clusterArms' | 'control' | 'treatments'>;

/**
 * Any method on the rows that are in clusters: its estimates count the clusters of their arms, and the rows in none as dropped.
 * `counted` says which rows the method can use. Clusters that may hold several arms are refused: `what` names the method's number.
 *
 * Errors  cluster-spans-arms; cluster-too-few with fewer than two clusters in an arm that is compared.
 */
export function* amongClusters(c: Clustered, counted: Expression, asking: Asking<Answer>, what: string): Asking<Answer> {
  const { cluster } = c;
  if (cluster === undefined) return yield* asking;
  if (c.clusterArms) return { estimates: [], findings: [namedClustersRefusal(c.outcome, cluster, what)], exhibits: [] };
  // Clusters first: too few of them say more than what the method then lacks.
  const [seen, answer] = yield* all([clustersIn(c, cluster, counted), within(asking, isKnown(column(cluster)))]);
  const estimates = answer.estimates.map((e) => {
    const arms = Object.keys(e.sizes.perArm);
    const dropped = Object.fromEntries(Object.entries(e.sizes.dropped).map(([arm, units]) => [arm, units + (seen.outside.get(arm) ?? 0)]));
    return { ...e, sizes: { ...e.sizes, clusters: arms.reduce((sum, arm) => sum + (seen.clusters.get(arm) ?? 0), 0), dropped } };
  });
  return { ...answer, estimates };
}

interface Seen {
  readonly clusters: ReadonlyMap<string, number>;
  /** Rows in no cluster. */
  readonly outside: ReadonlyMap<string, number>;
}

function* clustersIn({ assignment, control, treatments }: Clustered, cluster: string, counted: Expression): Asking<Seen> {
  const known = isKnown(column(cluster));
  const rows = and(and(known, counted), isKnown(column(assignment)));
  const arm = { [assignment]: { kind: 'only', of: column(assignment) } } as const;
  const [clusters, outside] = yield* all([
    ask(moments({ columns: {}, by: [assignment], over: [where(rows), rollup([cluster], arm)] })),
    ask(moments({ columns: {}, by: [assignment], where: not(known) })),
  ]);
  if (clusters.keyless > 0) {
    const of = clusters.groups.reduce((sum, g) => sum + g.moments.n, clusters.keyless);
    throw new EstimandError('cluster-spans-arms', { column: cluster, assignment, clusters: clusters.keyless, of });
  }
  const compared = (name: string): boolean => treatments === undefined || name === control || treatments.includes(name);
  const few = clusters.groups.find(({ key: [name], moments: m }) => m.n < 2 && compared(name));
  if (few) throw new EstimandError('cluster-too-few', { column: cluster, arm: few.key[0], clusters: few.moments.n });
  const byArm = (groups: typeof outside.groups) => new Map(groups.map((g) => [g.key[0], g.moments.n]));
  return { clusters: byArm(clusters.groups), outside: byArm(outside.groups) };
}
