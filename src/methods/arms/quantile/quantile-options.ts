import { EstimandError } from '../../../errors/estimand-error.ts';
import { clusterKindOf } from '../../../inference/arms/clustered/cluster-choice.ts';
import { type Contrast, type ContrastOptions, contrastOf } from '../../../inference/arms/contrast.ts';
import type { ClusterCovarianceKind } from '../../../inference/clusters/cluster-kinds.ts';

export interface QuantileOptions extends ContrastOptions {
  /** Share of units below, such as 0.95. */
  readonly quantile: number;
  /** With a cluster only, CR2 unless told. */
  readonly covariance?: ClusterCovarianceKind;
}

/** The options with every default filled in. */
export interface QuantileContrast extends Contrast {
  readonly quantile: number;
  /** The name of what the quantile is of: the column, where the measure is one, else the outcome. */
  readonly of: string;
  readonly kind: ClusterCovarianceKind | undefined;
}

/** Errors  option-invalid when the share is not strictly between 0 and 1. */
export function quantileContrastOf(options: QuantileOptions): QuantileContrast {
  const { quantile } = options;
  if (!(quantile > 0 && quantile < 1))
    throw new EstimandError('option-invalid', { option: 'quantile', found: String(quantile), asked: 'a share between 0 and 1, such as 0.95' });
  const c = contrastOf(options);
  return { ...c, quantile, of: c.measure.op === 'column' ? c.measure.name : c.outcome, kind: clusterKindOf(options.cluster, options.covariance) };
}

/** `p95`, `p99.9`. */
export const sayQuantile = (quantile: number): string => `p${Number((100 * quantile).toPrecision(6))}`;
