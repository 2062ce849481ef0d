/** CR2 unless told: it is right on average whatever the sizes, where CR0 and CR1 are too small with few or unequal clusters. */
export type ClusterCovarianceKind = 'CR0' | 'CR1' | 'CR2';

export const clusterCovarianceKinds: readonly ClusterCovarianceKind[] = ['CR0', 'CR1', 'CR2'];

/** What a sum of squares over clusters is multiplied by: CR1 is Stata's, G / (G - 1) * (n - 1) / (n - k). */
export function varianceFactor(kind: ClusterCovarianceKind, size: { readonly clusters: number; readonly n: number; readonly parameters: number }): number {
  const { clusters: g, n, parameters } = size;
  return kind === 'CR1' ? (g / (g - 1)) * ((n - 1) / (n - parameters)) : 1;
}
