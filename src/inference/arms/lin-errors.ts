import type { DesignColumn } from '../../models/arm-columns.ts';
import type { Asking } from '../../relation/asking.ts';
import { type FreedomBy, joinedFreedom } from '../bell-mccaffrey.ts';
import { armErrors } from '../clusters/arm-errors.ts';
import type { ClusterCovarianceKind } from '../clusters/cluster-kinds.ts';
import type { MeanErrors } from '../relative.ts';
import type { CovarianceKind } from '../sandwich.ts';
import { armVariances } from './arm-variances.ts';
import type { Contrast } from './contrast.ts';
import type { ArmFit, LinFit } from './lin-fit.ts';

type Target = 'population' | 'sample';

/** How the adjusted means err; arms by their place among the fits, control first. */
interface LinErrors {
  /** Units with leverage one. */
  readonly saturated: number;
  readonly perArm?: Readonly<Record<string, number>>;
  /** Clusters of this arm or of control. */
  together?(arm: number): number;
  of(arm: number): { readonly effectVariance: number; readonly df: number; readonly means: MeanErrors };
}

/**
 * Errors that are independent between rows: the population adds d' S_x d / n, which is uncorrelated with the residuals.
 *
 * Model   HC2: Bell and McCaffrey's degrees of freedom of each arm's regression, and n - 1 of the sampling, joined (`joinedFreedom`). Any other covariance: n - (k + 1) for each arm.
 */
export function* linErrors(
  lin: LinFit,
  columns: readonly DesignColumn[],
  c: Contrast,
  o: { readonly covariance: CovarianceKind; readonly target: Target; readonly freedom: FreedomBy },
): Asking<LinErrors> {
  const { target } = o;
  const variances = yield* armVariances(lin, columns, c, o.covariance);
  const sampling = (a: ArmFit, b: ArmFit): number => (target === 'population' ? lin.slopeProduct(a, b) / lin.n : 0);
  return {
    saturated: variances.saturated,
    of: (arm) => {
      const [fit, control] = [lin.fits[arm], lin.fits[0]];
      const [v1, v0] = [variances.of[arm], variances.of[0]];
      const sampled = sampling(fit, fit) - 2 * sampling(fit, control) + sampling(control, control);
      const freedom = o.freedom === 'contrast' ? variances.freedom : undefined;
      const parts = freedom && [
        { variance: v1, ...freedom[arm] },
        { variance: v0, ...freedom[0] },
      ];
      const joined = parts && joinedFreedom(parts, [{ variance: sampled, df: lin.n - 1 }]);
      return {
        effectVariance: v1 + v0 + sampled,
        df: joined ?? lin.dfResidual,
        means: { treatmentVariance: v1 + sampling(fit, fit), controlVariance: v0 + sampling(control, control), covariance: sampling(fit, control) },
      };
    },
  };
}

/**
 * Errors that are shared within clusters: those of the residuals and of the covariates' sampling are correlated in a cluster, so both are added
 * up by cluster before they are squared.
 */
export function* clusteredLinErrors(
  lin: LinFit,
  columns: readonly DesignColumn[],
  c: Contrast,
  o: { readonly kind: ClusterCovarianceKind; readonly target: Target },
): Asking<LinErrors> {
  const sampling = ({ slopes }: ArmFit) => ({ slopes: slopes.map((slope) => slope / lin.n), about: lin.means });
  const errors = yield* armErrors({
    assignment: c.assignment,
    cluster: c.cluster!,
    clusterArms: c.clusterArms,
    kind: o.kind,
    fits: lin.fits,
    columns: columns.map((x) => x.expression),
    residuals: ({ mean, slopes }) => [{ of: c.measure, less: mean, slopes }],
    ...(o.target === 'population' && { sampling: lin.fits.map(sampling) }),
  });
  return {
    saturated: 0,
    perArm: errors.perArm,
    together: errors.together,
    of: (arm) => {
      const { matrix, df } = errors.difference(arm);
      return { effectVariance: matrix[0][0], df, means: errors.means(arm) };
    },
  };
}
