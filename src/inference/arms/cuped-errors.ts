import { divide, subtract, times } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { covarianceOf, type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';
import { armErrors } from '../clusters/arm-errors.ts';
import type { ClusterCovarianceKind } from '../clusters/cluster-kinds.ts';
import type { MeanErrors } from '../relative.ts';
import { welch } from '../welch.ts';
import type { Contrast } from './contrast.ts';
import { armFits } from './lin-fit.ts';
import { withSampledCovariates } from './sampled-covariates.ts';

/** Arms whose outcome is moved by theta times the covariate's distance from its mean over all arms. */
export interface Cuped {
  /** Control first. */
  readonly groups: readonly Group[];
  readonly whole: Moments;
  readonly covariate: string;
  /** The covariate as it is read, also where it is unknown. */
  readonly read: Expression;
  readonly theta: number;
}

/** Arms by their place among the groups. */
export interface CupedErrors {
  readonly perArm?: Readonly<Record<string, number>>;
  /** Clusters of this arm or of control. */
  together?(arm: number): number;
  of(arm: number): { readonly standardError: number; readonly df: number; readonly means: MeanErrors };
}

export const adjustedMean = ({ whole, covariate: x, theta }: Cuped, { moments: m }: Group, outcome: string): number =>
  meanOf(m, outcome) - theta * (meanOf(m, x) - meanOf(whole, x));

/** Welch's. */
export function cupedRowErrors(a: Cuped, outcome: string): CupedErrors {
  const { groups, whole, covariate: x, theta } = a;
  const meanIn = (group: Group) => {
    const m = group.moments;
    const variance = (varianceOf(m, outcome) - 2 * theta * covarianceOf(m, outcome, x) + theta * theta * varianceOf(m, x)) / m.n;
    return { n: m.n, mean: adjustedMean(a, group, outcome), variance };
  };
  const control = meanIn(groups[0]);
  return {
    of: (arm) => {
      const treatment = meanIn(groups[arm]);
      const { standardError, df } = welch(treatment, control);
      const means = { treatmentVariance: treatment.variance, controlVariance: control.variance, covariance: 0 };
      const sampled = withSampledCovariates(means, { treatment: groups[arm].moments, control: groups[0].moments, whole }, outcome, { [x]: theta });
      return { standardError, df, means: sampled };
    },
  };
}

/** Those of a difference in means of Y - theta (X - mean X), by cluster. */
export function* cupedClusterErrors(a: Cuped, c: Contrast, kind: ClusterCovarianceKind): Asking<CupedErrors> {
  const { groups, whole, covariate: x, read, theta } = a;
  const armOf = (name: string): Moments => groups.find((g) => g.key[0] === name)!.moments;
  const moved = subtract(c.measure, times(theta, read));
  const errors = yield* armErrors({
    assignment: c.assignment,
    cluster: c.cluster!,
    clusterArms: c.clusterArms,
    kind,
    fits: armFits(groups, [], c).fits,
    columns: [],
    residuals: ({ arm }) => [{ of: moved, less: meanOf(armOf(arm), c.outcome) - theta * meanOf(armOf(arm), x) }],
    sampling: [{ of: divide(times(theta, subtract(read, meanOf(whole, x))), whole.n) }],
  });
  return {
    perArm: errors.perArm,
    together: errors.together,
    of: (arm) => {
      const { matrix, df } = errors.difference(arm);
      return { standardError: Math.sqrt(matrix[0][0]), df, means: errors.means(arm) };
    },
  };
}
