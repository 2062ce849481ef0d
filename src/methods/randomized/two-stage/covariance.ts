import type { Expression } from '../../../expressions/expression.ts';
import { type ClusterCovarianceKind, clusterCovarianceKinds } from '../../../inference/clusters/cluster-kinds.ts';
import { clusteredCovariance } from '../../../inference/clusters/clustered-covariance.ts';
import { formCovariance, type Residuals } from '../../../inference/form-covariance.ts';
import type { CovarianceKind } from '../../../inference/sandwich.ts';
import type { CentredFit, LinearForm } from '../../../inference/second-pass.ts';
import type { Asking } from '../../../relation/asking.ts';

export type AnyCovariance = CovarianceKind | ClusterCovarianceKind;

export const anyCovariances: readonly AnyCovariance[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3', ...clusterCovarianceKinds];
const isClustered = (kind: AnyCovariance): kind is ClusterCovarianceKind => kind.startsWith('CR');

/** How errors are dealt with, and the rows that are asked. */
export interface Errors {
  readonly kind: AnyCovariance;
  readonly cluster: string | undefined;
  readonly where: Expression;
}

/** The covariance of some forms, the degrees of freedom of each, and what stands in the way. */
export interface Found {
  readonly matrix: Float64Array;
  readonly df: Float64Array;
  readonly saturated: number;
  readonly clusters?: number;
}

/** One scan whatever the kind; none when nonrobust. */
export function* covarianceOf(fit: CentredFit, forms: readonly LinearForm[], errors: Errors, residuals: Residuals): Asking<Found> {
  const { kind, cluster, where } = errors;
  if (isClustered(kind)) return { ...(yield* clusteredCovariance(fit, forms, kind, cluster!, where)), saturated: 0 };
  const { matrix, saturated } = yield* formCovariance(fit, forms, kind, residuals, where);
  return { matrix, df: new Float64Array(forms.length).fill(residuals.df), saturated };
}

/** The sums of products of influences as they are, for score tests: HC0, or CR0 by cluster. */
export function* scoreCovariance(fit: CentredFit, forms: readonly LinearForm[], { kind, ...errors }: Errors, residuals: Residuals): Asking<Found> {
  return yield* covarianceOf(fit, forms, { ...errors, kind: isClustered(kind) ? 'CR0' : 'HC0' }, residuals);
}

export const unitForm = (j: number, k: number): LinearForm => ({ constant: 0, slopes: Float64Array.from({ length: k }, (_, i) => (i === j ? 1 : 0)) });
