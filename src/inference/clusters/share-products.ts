import type { ClusterCovarianceKind } from './cluster-kinds.ts';

/** Sums over clusters of the products of shares, m x m, times a factor. */
export function productsOf(shares: readonly Float64Array[], factor = 1): Float64Array {
  const m = shares.length;
  const matrix = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = i; j < m; j++) {
      let sum = 0;
      for (let g = 0; g < shares[i].length; g++) sum += shares[i][g] * shares[j][g];
      matrix[i * m + j] = factor * sum;
      matrix[j * m + i] = factor * sum;
    }
  }
  return matrix;
}

/**
 * What one cluster's mean of the covariates counts for: their deviations are known up to their own mean, hence G / (G - 1) beside CR2, which
 * corrects only the residuals. CR1 corrects everything at once, CR0 nothing.
 */
export const samplingScale = (kind: ClusterCovarianceKind, clusters: number): number => (kind === 'CR2' ? Math.sqrt(clusters / (clusters - 1)) : 1);
