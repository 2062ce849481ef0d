import { column, indicator, isKnown, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { comomentOf, type Moments, meanOf } from '../moments/moments.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';
import { rollup } from '../relation/steps.ts';

/** How many units of an arm meet the trigger. */
export interface TriggeredArm {
  readonly arm: string;
  readonly units: number;
  readonly triggered: number;
  /** Units on which the trigger is unknown: they count as not triggered. */
  readonly unknown: number;
  readonly share: number;
  /** Of the share: p (1 - p) / n, or from clusters. */
  readonly variance: number;
}

/** Triggered units by arm, on all rows; with clusters their shares have the variance of a ratio of cluster totals. */
export function* triggeredArms(trigger: Expression, assignment: string, cluster: string | undefined): Asking<readonly TriggeredArm[]> {
  const triggered = when(trigger, 1, 0);
  const known = indicator(isKnown(trigger));
  const [units, clusters] = yield* all([
    ask(moments({ columns: { triggered, known }, by: [assignment] })),
    ...(cluster === undefined ? [] : [ask(ofClusters(triggered, assignment, cluster))]),
  ]);
  return units.groups.map(({ key: [arm], moments: m }): TriggeredArm => {
    const share = meanOf(m, 'triggered');
    const own = clusters?.groups.find((g) => g.key[0] === arm)?.moments;
    return {
      arm,
      units: m.n,
      triggered: Math.round(share * m.n),
      unknown: m.n - Math.round(meanOf(m, 'known') * m.n),
      share,
      variance: cluster === undefined ? (share * (1 - share)) / m.n : ratioVariance(own),
    };
  });
}

function ofClusters(triggered: Expression, assignment: string, cluster: string) {
  const totals = {
    [assignment]: { kind: 'only', of: column(assignment) },
    'estimand:triggered': { kind: 'sum', of: triggered },
    'estimand:units': { kind: 'count' },
  } as const;
  return moments({
    columns: { triggered: column('estimand:triggered'), units: column('estimand:units') },
    by: [assignment],
    over: [rollup([cluster], totals)],
  });
}

/** Variance of a ratio of totals over independent clusters: sum (t_g - p n_g)^2 G / (G - 1) / N^2. */
function ratioVariance(m: Moments | undefined): number {
  if (!m || m.n < 2) return Number.POSITIVE_INFINITY;
  const share = meanOf(m, 'triggered') / meanOf(m, 'units');
  const squares = comomentOf(m, 'triggered', 'triggered') - 2 * share * comomentOf(m, 'triggered', 'units') + share ** 2 * comomentOf(m, 'units', 'units');
  return Math.max(0, squares) / (m.n * (m.n - 1) * meanOf(m, 'units') ** 2);
}
