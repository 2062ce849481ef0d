import type { Expression } from '../../expressions/expression.ts';
import { choleskyFactor } from '../../math/cholesky.ts';
import { multiplyVector, transpose } from '../../math/matrix.ts';
import type { Asking } from '../../relation/asking.ts';
import { freedomOf } from '../freedom.ts';
import type { CentredFit, LinearForm } from '../second-pass.ts';
import type { Summand } from './block.ts';
import { type ClusterCovarianceKind, varianceFactor } from './cluster-kinds.ts';
import { clusterRollup, type RollupOptions } from './cluster-rollup.ts';
import { clusterShares } from './cluster-shares.ts';
import { productsOf, samplingScale } from './share-products.ts';

/** A linear form whose error has, beside that of the coefficients, a share that every row adds: the sampling of the covariates. */
export interface ClusteredForm extends LinearForm {
  readonly sampling?: Summand;
}

/** Covariance of some linear forms when errors are shared within clusters. */
export interface ClusteredCovariance {
  /** m x m. */
  readonly matrix: Float64Array;
  /** Of each form: Bell and McCaffrey's for CR2, G - 1 for CR0 and CR1. Zero where single clusters determine the form. */
  readonly df: Float64Array;
  readonly clusters: number;
  /** Rows by cluster, in no order. */
  readonly sizes: Float64Array;
  /** Clusters by arm, when `arms` are named. */
  readonly perArm: Readonly<Record<string, number>>;
}

/**
 * Covariance of linear forms of a regression's coefficients, robust to any dependence within clusters, in one more scan: the rows are added
 * up by cluster where they are, and one row a cluster is fetched.
 *
 * Model   CR0, CR1 (Stata's: times G / (G - 1) * (n - 1) / (n - k)) or CR2 with Bell and McCaffrey's degrees of freedom for each form.
 *         Instrumented regressions give projected columns and the residuals of their own.
 * Errors  cluster-too-few below two clusters; cluster-spans-arms when `arms` are named and a cluster has rows in several arms.
 * Source  Bell & McCaffrey (2002); Pustejovsky & Tipton (2018). Parity: clubSandwich vcovCR, estimatr lm_robust and iv_robust.
 */
export function* clusteredCovariance(
  fit: CentredFit,
  forms: readonly ClusteredForm[],
  kind: ClusterCovarianceKind,
  cluster: string,
  where: Expression,
  arms?: RollupOptions['arms'],
): Asking<ClusteredCovariance> {
  const sampled = forms.flatMap(({ sampling }, m) => (sampling ? [{ m, sampling }] : []));
  const {
    blocks: [sums],
    perArm,
  } = yield* clusterRollup({
    blocks: [{ ...fit, residuals: [{ of: fit.residual, less: 0 }] }],
    cluster,
    where,
    grams: kind === 'CR2',
    further: sampled.map(({ sampling }) => sampling),
    ...(arms && { arms }),
  });
  const g = sums.clusters;
  const { shares, freedom } = clusterShares(
    sums,
    forms.map((form) => rotatedForm(fit, form)),
    kind,
  );
  const [errors] = shares;
  const scale = samplingScale(kind, g);
  for (const [i, { m }] of sampled.entries()) for (let c = 0; c < g; c++) errors[m][c] += scale * sums.further[i][c];
  const factor = varianceFactor(kind, { clusters: g, n: fit.n, parameters: fit.columns.length + 1 });
  return {
    matrix: productsOf(errors, factor),
    df: Float64Array.from(forms, (_, m) => (freedom ? freedomOf([freedom[m]]) : g - 1)),
    clusters: g,
    sizes: sums.sizes,
    perArm,
  };
}

/** A form in the basis of the rollup: the constant, then the rotated columns. */
export function rotatedForm({ n, inverse, columns }: Pick<CentredFit, 'n' | 'inverse' | 'columns'>, { constant, slopes }: LinearForm): Float64Array {
  const k = columns.length;
  const factor = choleskyFactor(inverse, k)!;
  return Float64Array.of(constant / Math.sqrt(n), ...multiplyVector(transpose(factor, k, k), slopes, k));
}
