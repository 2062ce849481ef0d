import type { Reference } from '../../../estimate/estimate.ts';
import { eventsIn } from '../../../inference/arms/binary.ts';
import { armMeanErrors } from '../../../inference/arms/clustered/arm-mean-errors.ts';
import { clustersOf } from '../../../inference/arms/clustered/cluster-findings.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import type { ClusterCovarianceKind } from '../../../inference/clusters/cluster-kinds.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { Group } from '../../../relation/requests.ts';

/** How the logarithm of a ratio of arms errs. */
export interface LogErrors {
  readonly standardError: number;
  readonly reference: Reference;
  readonly covariance?: ClusterCovarianceKind;
  readonly clusters?: Readonly<Record<string, number>>;
  /** Of both arms. */
  readonly together?: number;
}

/** What moves when the share of an arm does: the derivative of its logarithm. */
type Slope = (share: number) => number;

export const shareOf = ({ moments: m }: Group, outcome: string): number => eventsIn(m, outcome) / m.n;

/** Of each treatment against control, the first of the groups: independent units. */
export function rowLogErrors([control, ...treatments]: readonly Group[], outcome: string, slope: Slope): readonly LogErrors[] {
  const variance = (group: Group): number => {
    const share = shareOf(group, outcome);
    return (slope(share) ** 2 * share * (1 - share)) / group.moments.n;
  };
  return treatments.map((arm) => ({ standardError: Math.sqrt(variance(arm) + variance(control)), reference: { kind: 'normal' } }));
}

/** The clustered errors of the shares, times how the logarithms move with them. */
export function* clusterLogErrors(groups: readonly Group[], c: Contrast, kind: ClusterCovarianceKind, slope: Slope): Asking<readonly LogErrors[]> {
  const [control, ...treatments] = groups;
  const { errors } = yield* armMeanErrors(groups, c, kind);
  return treatments.map((arm, i) => {
    const { matrix, df } = errors.difference(i + 1, [slope(shareOf(arm, c.outcome)), slope(shareOf(control, c.outcome))]);
    const clusters = clustersOf(errors.perArm, [control, arm])!;
    return { standardError: Math.sqrt(matrix[0][0]), reference: { kind: 't', df }, covariance: kind, clusters, together: errors.together(i + 1) };
  });
}
