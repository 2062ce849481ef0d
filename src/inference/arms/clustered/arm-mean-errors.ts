import type { Asking } from '../../../relation/asking.ts';
import type { Group } from '../../../relation/requests.ts';
import { armErrors } from '../../clusters/arm-errors.ts';
import type { ArmErrors } from '../../clusters/arm-regressions.ts';
import type { ClusterCovarianceKind } from '../../clusters/cluster-kinds.ts';
import type { Contrast } from '../contrast.ts';
import { type ArmFit, armFits } from '../lin-fit.ts';

/** The mean of every arm, and how these means err where errors are shared within clusters. */
export function* armMeanErrors(
  groups: readonly Group[],
  c: Contrast,
  kind: ClusterCovarianceKind,
): Asking<{ readonly fits: readonly ArmFit[]; readonly errors: ArmErrors }> {
  const { fits } = armFits(groups, [], c);
  const residuals = ({ mean }: ArmFit) => [{ of: c.measure, less: mean }];
  return { fits, errors: yield* armErrors({ assignment: c.assignment, cluster: c.cluster!, clusterArms: c.clusterArms, kind, fits, columns: [], residuals }) };
}
