import type { Expression } from '../../expressions/expression.ts';
import type { MeanErrors } from '../relative.ts';
import type { CentredFit } from '../second-pass.ts';
import type { Residual, Summand } from './block.ts';
import type { ClusterCovarianceKind } from './cluster-kinds.ts';

/** The regression within one arm, and where its value is asked for: at a shift from the arm's own means. */
export interface ShiftedRegression extends Pick<CentredFit, 'n' | 'means' | 'inverse'> {
  readonly arm: string;
  readonly shift: Float64Array;
}

/** An arm without covariates. */
export const armMean = (arm: string, n: number): ShiftedRegression => ({ arm, n, means: none, inverse: none, shift: none });
const none = new Float64Array(0);

export interface ArmErrorsOptions<Fit extends ShiftedRegression> {
  readonly assignment: string;
  readonly cluster: string;
  readonly kind: ClusterCovarianceKind;
  /** The regression of each arm, control first, evaluated at its shift. */
  readonly fits: readonly Fit[];
  readonly columns: readonly Expression[];
  /** Of one arm's rows: the residual of each outcome. */
  readonly residuals: (fit: Fit) => readonly Residual[];
  /** `any`: clusters that were not randomized, and may hold several arms. Default: each lies in one. */
  readonly clusterArms?: 'any' | undefined;
  /** What the sampling of covariates adds by row to the mean of each arm, or of all alike. */
  readonly sampling?: readonly Summand[];
}

/** Errors of the means of the arms, by cluster. */
export interface ArmErrors {
  readonly perArm: Readonly<Record<string, number>>;
  /** Clusters with rows of arm i or of control. */
  together(arm: number): number;
  /** Of arm i against control: covariances of w1 * mean of the arm - w0 * mean of control over the outcomes, m x m, and its degrees of freedom. */
  difference(arm: number, weights?: readonly [treatment: number, control: number]): { readonly matrix: readonly (readonly number[])[]; readonly df: number };
  /** Those degrees of freedom alone. */
  freedom(arm: number, weights?: readonly [treatment: number, control: number]): number;
  /** Variances and covariance of the two means of the first outcome. */
  means(arm: number): MeanErrors;
}
