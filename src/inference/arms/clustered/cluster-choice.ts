import { EstimandError } from '../../../errors/estimand-error.ts';
import { type ClusterCovarianceKind, clusterCovarianceKinds } from '../../clusters/cluster-kinds.ts';

const isClustered = (covariance: string): covariance is ClusterCovarianceKind => clusterCovarianceKinds.some((kind) => kind === covariance);

/**
 * How the errors of clusters are counted, CR2 unless told; undefined when no cluster is named.
 *
 * Errors  option-invalid when the covariance is one of independent rows though a cluster is named, or the other way round.
 */
export function clusterKindOf(cluster: string | undefined, covariance: string | undefined): ClusterCovarianceKind | undefined {
  const invalid = (asked: string): never => {
    throw new EstimandError('option-invalid', { option: 'covariance', found: `"${covariance}"`, asked });
  };
  if (cluster === undefined) return covariance !== undefined && isClustered(covariance) ? invalid('given with a cluster, or be HC2') : undefined;
  if (covariance === undefined) return 'CR2';
  return isClustered(covariance) ? covariance : invalid(`CR0, CR1 or CR2, since errors are shared within ${cluster}`);
}
