import { divide, subtract, times } from '../../../expressions/build.ts';
import { clustersOf } from '../../../inference/arms/clustered/cluster-findings.ts';
import { armErrors } from '../../../inference/clusters/arm-errors.ts';
import { armMean } from '../../../inference/clusters/arm-regressions.ts';
import type { MeanErrors } from '../../../inference/relative.ts';
import { meanOf } from '../../../moments/moments.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { Group } from '../../../relation/requests.ts';
import { ratioOf } from './ratio-arm.ts';
import type { RatioContrast } from './ratio-options.ts';

/** How far a difference of two arms may be off. */
export interface Off {
  readonly standardError: number;
  readonly df: number;
}

/** How the ratios of two arms, and the parts that they are made of, err. */
export interface RatioErrors extends Off {
  readonly means: MeanErrors;
  /** Absent: Welch's, on totals of clusters. */
  readonly numerator?: Off;
  readonly denominator?: Off;
  /** Where errors are added up by cluster: of each arm, and of both. */
  readonly clusters?: Readonly<Record<string, number>>;
  readonly together?: number;
}

/**
 * Errors by clusters that were not randomized and may hold several arms.
 *
 * Model   the delta method by row, (N - R D) / mean D in each arm, added up by cluster over both arms (CR2, Bell and McCaffrey's degrees of freedom).
 * Shapes  one for each treatment, the first of the groups being control.
 */
export function* namedClusterErrors(groups: readonly Group[], c: RatioContrast): Asking<readonly RatioErrors[]> {
  const { parts, names } = c;
  const errors = yield* armErrors({
    assignment: c.assignment,
    cluster: c.cluster!,
    clusterArms: c.clusterArms,
    kind: 'CR2',
    fits: groups.map((group) => ({ ...armMean(group.key[0], group.moments.n), group })),
    columns: [],
    residuals: ({ group }) => {
      const [numerator, denominator] = [meanOf(group.moments, names.numerator), meanOf(group.moments, names.denominator)];
      const left = subtract(parts.numerator, times(ratioOf(group, names).mean, parts.denominator));
      return [
        { of: divide(left, denominator), less: 0 },
        { of: parts.numerator, less: numerator },
        { of: parts.denominator, less: denominator },
      ];
    },
  });
  const [control, ...treatments] = groups;
  return treatments.map((arm, i) => {
    const { matrix, df } = errors.difference(i + 1);
    const off = (part: number): Off => ({ standardError: Math.sqrt(matrix[part][part]), df });
    return {
      ...off(0),
      means: errors.means(i + 1),
      numerator: off(1),
      denominator: off(2),
      clusters: clustersOf(errors.perArm, [control, arm])!,
      together: errors.together(i + 1),
    };
  });
}
