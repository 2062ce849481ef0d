import { and, column, indicator, isKnown, less } from '../../../expressions/build.ts';
import { inClusters, withKnownClusters } from '../../../inference/arms/clustered/known-clusters.ts';
import { clusterTotalsOf } from '../../../inference/clusters/cluster-totals.ts';
import type { Moments } from '../../../moments/moments.ts';
import { momentsOf } from '../../../moments/moments-of.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { clusters, type Group, type MomentsReply, moments } from '../../../relation/requests.ts';
import type { RatioContrast } from './ratio-options.ts';

/** Numerator, denominator and how often the denominator is negative, by arm. */
export interface RatioUnits {
  /** One observation for each row. */
  readonly rows: MomentsReply;
  /** One observation for each unit of randomization: clusters, or the rows again. */
  readonly units: Pick<MomentsReply, 'groups' | 'integer'>;
  /** Totals of the clusters of an arm, where clusters were randomized. */
  readonly totals?: (arm: string) => Totals;
}

/** One a cluster, in the same order. */
export interface Totals {
  readonly numerator: ArrayLike<number>;
  readonly denominator: ArrayLike<number>;
}

export const negative = 'estimand:negative denominator';

export function* ratioUnits(c: RatioContrast): Asking<RatioUnits> {
  const { parts, names, cluster, assignment } = c;
  const columns = { [names.numerator]: parts.numerator, [names.denominator]: parts.denominator, [negative]: indicator(less(parts.denominator, 0)) };
  const byRow = ask(moments({ columns, by: [assignment] }));
  if (c.clusterArms) {
    const rows = yield* withKnownClusters(c, ask(moments({ columns, by: [assignment], ...inClusters(c) })));
    return { rows, units: rows };
  }
  if (cluster === undefined) {
    const rows = yield* byRow;
    return { rows, units: rows };
  }
  const known = and(and(isKnown(parts.numerator), isKnown(parts.denominator)), isKnown(column(assignment)));
  const { numerator, denominator } = parts;
  const asked = clusters({ columns: { numerator, denominator }, products: [], cluster: column(cluster), by: column(assignment), where: known });
  const [rows, reply] = yield* all([byRow, ask(asked)]);
  const inArm = (arm: string): Moments | undefined => {
    const { sizes, sums } = clusterTotalsOf(reply, arm);
    return sizes.length > 0 ? momentsOf({ [names.numerator]: sums[0], [names.denominator]: sums[1] }) : undefined;
  };
  // An arm whose rows are all unknown has no clusters: it is there all the same, with what was dropped.
  const groups = rows.groups.map((group): Group => ({ ...group, moments: inArm(group.key[0]) ?? group.moments }));
  const totals = (arm: string): Totals => {
    const [above, below] = clusterTotalsOf(reply, arm).sums;
    return { numerator: above, denominator: below };
  };
  return { rows, units: { groups, integer: rows.integer }, totals };
}
