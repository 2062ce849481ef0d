import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import { and, column, isKnown, not } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { clusters, moments } from '../../../relation/requests.ts';
import { within } from '../../../relation/within.ts';
import { clustersByArm } from '../../clusters/cluster-totals.ts';
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
  const [reply, outside] = yield* all([
    ask(clusters({ columns: {}, products: [], cluster: column(cluster), by: column(assignment), where: rows })),
    ask(moments({ columns: {}, by: [assignment], where: not(known) })),
  ]);
  const { of, mixed } = clustersByArm(reply);
  if (mixed > 0) throw new EstimandError('cluster-spans-arms', { column: cluster, assignment, clusters: mixed, of: reply.clusters });
  const perArm = new Map(Array.from(of, ([arm, those]) => [arm, those.length]));
  const compared = (name: string): boolean => treatments === undefined || name === control || treatments.includes(name);
  const few = [...perArm.keys()].sort().find((name) => perArm.get(name)! < 2 && compared(name));
  if (few !== undefined) throw new EstimandError('cluster-too-few', { column: cluster, arm: few, clusters: perArm.get(few)! });
  return { clusters: perArm, outside: new Map(outside.groups.map((g) => [g.key[0], g.moments.n])) };
}
