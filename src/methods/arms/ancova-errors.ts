import type { Expression } from '../../expressions/expression.ts';
import { withSampledCovariates } from '../../inference/arms/sampled-covariates.ts';
import type { FreedomBy } from '../../inference/bell-mccaffrey.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import type { RollupOptions } from '../../inference/clusters/cluster-rollup.ts';
import { clusteredCovariance } from '../../inference/clusters/clustered-covariance.ts';
import { formCovariance, type Residuals } from '../../inference/form-covariance.ts';
import type { MeanErrors } from '../../inference/relative.ts';
import type { CovarianceKind } from '../../inference/sandwich.ts';
import type { CentredFit, LinearForm } from '../../inference/second-pass.ts';
import type { Moments } from '../../moments/moments.ts';
import type { Asking } from '../../relation/asking.ts';

export interface AncovaErrors {
  /** Units with leverage one. */
  readonly saturated: number;
  readonly perArm?: Readonly<Record<string, number>>;
  /** Of all arms, where clusters may hold several. */
  readonly clusters?: number;
  of(treatment: number): { readonly effectVariance: number; readonly df: number; readonly means: MeanErrors };
}

/** A regression with common slopes: the indicators of the treatments are the first columns. */
export interface Ancova {
  readonly fit: CentredFit;
  readonly treatments: readonly Moments[];
  readonly control: Moments;
  readonly whole: Moments;
  readonly outcome: string;
  /** Common slopes by covariate, after the indicators. */
  readonly slopes: Readonly<Record<string, number>>;
  readonly where: Expression;
  /** The column of the arms. */
  readonly by: string;
}

/** Errors that are independent between rows: Bell and McCaffrey's degrees of freedom under HC2, else n - k. */
export function* ancovaRowErrors(a: Ancova, covariance: CovarianceKind, residuals: Residuals, freedomBy: FreedomBy): Asking<AncovaErrors> {
  const { matrix, saturated, freedom } = yield* formCovariance(a.fit, formsOf(a), covariance, residuals, {
    where: a.where,
    by: a.by,
    tested: freedomBy === 'contrast' ? a.treatments.map((_, j) => j + 1) : [],
  });
  return {
    saturated,
    of: (j) => {
      const { effectVariance, means } = meansFrom(matrix, a.treatments.length + 1, j);
      const arms = { treatment: a.treatments[j], control: a.control, whole: a.whole };
      return { effectVariance, df: freedom?.[j] ?? residuals.df, means: withSampledCovariates(means, arms, a.outcome, a.slopes) };
    },
  };
}

/** Errors that are shared within clusters; what the sampling of covariates adds is summed by cluster with the rest. */
export function* ancovaClusterErrors(a: Ancova, kind: ClusterCovarianceKind, cluster: string, arms: RollupOptions['arms']): Asking<AncovaErrors> {
  const [control, ...effects] = formsOf(a);
  const covariates = Object.values(a.slopes);
  const from = a.treatments.length;
  const slopes = Float64Array.from(a.fit.columns, (_, j) => (j < from ? 0 : covariates[j - from] / a.fit.n));
  const forms = [{ ...control, sampling: { slopes, about: a.fit.means } }, ...effects];
  const { matrix, df, perArm, clusters } = yield* clusteredCovariance(a.fit, forms, kind, cluster, a.where, arms);
  return { saturated: 0, perArm, ...(arms === undefined && { clusters }), of: (j) => ({ ...meansFrom(matrix, forms.length, j), df: df[j + 1] }) };
}

function meansFrom(matrix: Float64Array, forms: number, treatment: number): { effectVariance: number; means: MeanErrors } {
  const entry = (a: number, b: number): number => matrix[a * forms + b];
  const [effectVariance, controlVariance, between] = [entry(treatment + 1, treatment + 1), entry(0, 0), entry(0, treatment + 1)];
  return {
    effectVariance,
    means: { treatmentVariance: controlVariance + 2 * between + effectVariance, controlVariance, covariance: controlVariance + between },
  };
}

/** The mean outcome of control at the mean covariates of all arms (every indicator moved from its mean to zero), then the effects. */
function formsOf({ fit: { means, columns }, treatments }: Ancova): readonly LinearForm[] {
  const arms = treatments.length;
  return [
    { constant: 1, slopes: Float64Array.from(columns, (_, i) => (i < arms ? -means[i] : 0)) },
    ...treatments.map((_, j) => ({ constant: 0, slopes: Float64Array.from(columns, (__, i) => (i === j ? 1 : 0)) })),
  ];
}
