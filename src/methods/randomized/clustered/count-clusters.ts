import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import { and, column, isKnown, not } from '../../../expressions/build.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { rollup, where } from '../../../relation/steps.ts';
import { within } from '../../../relation/within.ts';
import type { Contrast } from '../contrast.ts';

/**
 * A method on the rows that are in clusters, whatever it asks: its estimates count the clusters of their arms, and rows in none as dropped.
 *
 * Errors  cluster-spans-arms; cluster-too-few with fewer than two clusters in an arm that is estimated.
 */
export function* amongClusters(c: Contrast, asking: Asking<Answer>): Asking<Answer> {
  const { cluster, assignment } = c;
  if (cluster === undefined) return yield* asking;
  const known = isKnown(column(cluster));
  const arm = { [assignment]: { kind: 'only', of: column(assignment) } } as const;
  const rows = and(known, and(isKnown(c.measure), isKnown(column(assignment))));
  const [answer, clusters, outside] = yield* all([
    within(asking, known),
    ask(moments({ columns: {}, by: [assignment], over: [where(rows), rollup([cluster], arm)] })),
    ask(moments({ columns: {}, by: [assignment], where: not(known) })),
  ]);
  if (clusters.keyless > 0) {
    const of = clusters.groups.reduce((sum, g) => sum + g.moments.n, clusters.keyless);
    throw new EstimandError('cluster-spans-arms', { column: cluster, assignment, clusters: clusters.keyless, of });
  }
  const counted = new Map(clusters.groups.map((g) => [g.key[0], g.moments.n]));
  const lost = new Map(outside.groups.map((g) => [g.key[0], g.moments.n]));
  const estimates = answer.estimates.map((e) => {
    const own = Object.keys(e.sizes.perArm).map((name) => ({ name, clusters: counted.get(name) ?? 0 }));
    const few = own.find((one) => one.clusters < 2);
    if (few) throw new EstimandError('cluster-too-few', { column: cluster, arm: few.name, clusters: few.clusters });
    const dropped = Object.fromEntries(Object.entries(e.sizes.dropped).map(([name, units]) => [name, units + (lost.get(name) ?? 0)]));
    return { ...e, sizes: { ...e.sizes, clusters: own.reduce((sum, one) => sum + one.clusters, 0), dropped } };
  });
  return { ...answer, estimates };
}
