import { call, divide, greater, indicator, not, number, subtract, sum, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { type ClusterCovarianceKind, clusterCovarianceKinds } from '../../../inference/clusters/cluster-kinds.ts';
import { clusteredCovariance } from '../../../inference/clusters/clustered-covariance.ts';
import { formCovariance, type Residuals } from '../../../inference/form-covariance.ts';
import type { CovarianceKind } from '../../../inference/sandwich.ts';
import { type CentredFit, type LinearForm, leastSlack, rotatedColumns } from '../../../inference/second-pass.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import type { RowColumns } from './row-columns.ts';

export type AnyCovariance = CovarianceKind | ClusterCovarianceKind;

export const anyCovariances: readonly AnyCovariance[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3', ...clusterCovarianceKinds];
const isClustered = (kind: AnyCovariance): kind is ClusterCovarianceKind => kind.startsWith('CR');

/** How errors are computed, and on which rows. */
export interface Errors {
  readonly kind: AnyCovariance;
  readonly cluster: string | undefined;
  readonly where: Expression;
  readonly rows: RowColumns;
}

/** The covariance of some forms, the degrees of freedom of each, and the rows that make it fail. */
export interface FormErrors {
  readonly matrix: Float64Array;
  readonly df: Float64Array;
  readonly saturated: number;
  readonly clusters?: number;
}

/** One scan whatever the kind, which may be one with other requests; none when nonrobust. */
export function* formErrors(fit: CentredFit, forms: readonly LinearForm[], errors: Errors, residuals: Residuals): Asking<FormErrors> {
  const { kind, cluster, where, rows } = errors;
  const df = new Float64Array(forms.length).fill(residuals.df);
  if (kind === 'nonrobust') return { ...(yield* formCovariance(fit, forms, kind, residuals, { where })), df };
  const columns = fit.columns.map((x) => rows.named(0, x));
  const plain = { ...fit, columns, residual: rows.named(0, fit.residual) };
  if (isClustered(kind)) return { ...(yield* clusteredCovariance(plain, forms, kind, cluster!, where)), saturated: 0 };
  if (kind === 'HC0' || kind === 'HC1') return { ...(yield* formCovariance(plain, forms, kind, residuals, { where })), df };

  // HC2 and HC3 are HC0 of residuals that have grown with their leverage: a column, so that no form computes it again.
  const squares = rotatedColumns(plain)
    .map((z) => rows.named(1, z))
    .map((z) => times(z, z));
  const slack = rows.named(2, subtract(1 - 1 / fit.n, sum(squares)));
  const usable = greater(slack, leastSlack);
  const grown = when(usable, divide(plain.residual, kind === 'HC2' ? call('sqrt', slack) : slack), number(0));
  const saturated = indicator(not(usable));
  const [{ matrix }, full] = yield* all([
    formCovariance({ ...plain, residual: rows.named(3, grown) }, forms, 'HC0', residuals, { where }),
    ask(moments({ columns: { saturated }, where })),
  ]);
  return { matrix, df, saturated: Math.round(full.groups[0].moments.mean[0] * full.groups[0].moments.n) };
}

/** The sums of products of influences as they are, for score tests: HC0, or CR0 by cluster. */
export function* scoreCovariance(fit: CentredFit, forms: readonly LinearForm[], { kind, ...errors }: Errors, residuals: Residuals): Asking<FormErrors> {
  return yield* formErrors(fit, forms, { ...errors, kind: isClustered(kind) ? 'CR0' : 'HC0' }, residuals);
}

export const unitForm = (j: number, k: number): LinearForm => ({ constant: 0, slopes: Float64Array.from({ length: k }, (_, i) => (i === j ? 1 : 0)) });
