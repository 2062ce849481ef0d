import { column } from '../../expressions/build.ts';
import { clustersOf } from '../../inference/arms/clustered/cluster-findings.ts';
import type { Contrast } from '../../inference/arms/contrast.ts';
import { armFits } from '../../inference/arms/lin-fit.ts';
import { armErrors } from '../../inference/clusters/arm-errors.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import type { Pair } from '../../inference/ratio-set.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';

/** Effects of assignment on outcome and usage, with their joint covariance. */
export interface PairErrors {
  readonly pair: Pair;
  readonly df: number;
  readonly clusters?: Readonly<Record<string, number>>;
  /** Of both arms. */
  readonly together?: number;
}

/** Of each treatment against control, the first of the groups: each arm's moments over n - ddof. */
export function rowPairs([control, ...treatments]: readonly Group[], outcome: string, usage: string, ddof: 0 | 1): readonly PairErrors[] {
  return treatments.map((arm) => ({
    pair: pairBetween(arm.moments, control.moments, outcome, usage, ddof),
    df: arm.moments.n + control.moments.n - 2,
  }));
}

/** Differences between two arms in the means of two columns, with their joint covariance. */
export function pairBetween(treatment: Moments, control: Moments, numerator: string, denominator: string, ddof: 0 | 1): Pair {
  const both = (a: string, b: string): number => [treatment, control].reduce((sum, m) => sum + comomentOf(m, a, b) / (m.n - ddof) / m.n, 0);
  return {
    ...effects(treatment, control, numerator, denominator),
    numeratorVariance: both(numerator, numerator),
    denominatorVariance: both(denominator, denominator),
    covariance: both(numerator, denominator),
  };
}

/** The same with errors that are shared within clusters: delta method and set are then those of clustered two-stage least squares. */
export function* clusteredPairs(o: {
  readonly c: Contrast;
  readonly groups: readonly Group[];
  readonly kind: ClusterCovarianceKind;
  readonly usage: { readonly name: string; readonly column: string };
}): Asking<readonly PairErrors[]> {
  const { c, groups, kind, usage } = o;
  const [control, ...treatments] = groups;
  const used = (arm: string): number => meanOf(groups.find((g) => g.key[0] === arm)!.moments, usage.name);
  const errors = yield* armErrors({
    assignment: c.assignment,
    cluster: c.cluster!,
    clusterArms: c.clusterArms,
    kind,
    fits: armFits(groups, [], c).fits,
    columns: [],
    residuals: ({ arm, mean }) => [
      { of: c.measure, less: mean },
      { of: column(usage.column), less: used(arm) },
    ],
  });
  return treatments.map((arm, i) => {
    const { matrix, df } = errors.difference(i + 1);
    const [[numeratorVariance, covariance], [, denominatorVariance]] = matrix;
    const pair = { ...effects(arm.moments, control.moments, c.outcome, usage.name), numeratorVariance, denominatorVariance, covariance };
    return { pair, df, clusters: clustersOf(errors.perArm, [control, arm])!, together: errors.together(i + 1) };
  });
}

const effects = (treatment: Moments, control: Moments, outcome: string, usage: string): Pick<Pair, 'numerator' | 'denominator'> => ({
  numerator: meanOf(treatment, outcome) - meanOf(control, outcome),
  denominator: meanOf(treatment, usage) - meanOf(control, usage),
});
