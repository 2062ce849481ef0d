import { type Freedom, freedomOf } from '../freedom.ts';
import { clusterShares } from './cluster-shares.ts';

/** Degrees of freedom of a difference in means under CR2, from the sizes of the clusters of two arms alone. */
export const armFreedom = (treatment: Float64Array, control: Float64Array): number => freedomOf([ofMean(treatment), ofMean(control)]);

function ofMean(sizes: Float64Array): Freedom {
  const n = sizes.reduce((a, b) => a + b, 0);
  const sums = { clusters: sizes.length, rank: 1, grams: sizes.map((size) => size / n), scores: [] };
  return clusterShares(sums, [Float64Array.of(1 / Math.sqrt(n))], 'CR2').freedom![0];
}
