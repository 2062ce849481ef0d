import { and, column, indicator, isKnown, less } from '../../../expressions/build.ts';
import { inClusters, withKnownClusters } from '../../../inference/arms/clustered/known-clusters.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, type MomentsReply, moments } from '../../../relation/requests.ts';
import { rollup, where } from '../../../relation/steps.ts';
import type { RatioContrast } from './ratio-options.ts';

/** Numerator, denominator and how often the denominator is negative, by arm. */
export interface RatioUnits {
  /** One observation for each row. */
  readonly rows: MomentsReply;
  /** One observation for each unit of randomization: clusters, or the rows again. */
  readonly units: Pick<MomentsReply, 'groups' | 'integer'>;
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
  const sums = rollup([cluster], {
    [names.numerator]: { kind: 'sum', of: parts.numerator },
    [names.denominator]: { kind: 'sum', of: parts.denominator },
    [assignment]: { kind: 'only', of: column(assignment) },
  });
  const totals = { [names.numerator]: column(names.numerator), [names.denominator]: column(names.denominator) };
  const [rows, clusters] = yield* all([byRow, ask(moments({ columns: totals, by: [assignment], over: [where(known), sums] }))]);
  // An arm whose rows are all unknown has no clusters: it is there all the same, with what was dropped.
  const groups = rows.groups.map((group): Group => ({ ...(clusters.groups.find((g) => g.key[0] === group.key[0]) ?? group), dropped: group.dropped }));
  return { rows, units: { groups, integer: rows.integer } };
}
