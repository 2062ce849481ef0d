import { clusterShares } from './clusters/cluster-shares.ts';
import { freedomOf } from './freedom.ts';
import { type StratifiedDifference, type Stratum, unitsIn } from './stratified.ts';

/**
 * Difference of two arms over blocks that lie in clusters, such as questions about one passage: blocks of a cluster may be alike.
 *
 * Model   effect = sum w_b t_b with w_b = n_b / n and t_b the difference of means in block b. What a cluster adds to the error is the sum of w_b (t_b - t) over its
 *         blocks, over the root of one less the weight that it has (CR2); t with Bell and McCaffrey's degrees of freedom. Clusters stand for more of their kind.
 * Shapes  at least one unit of each arm in every block, and two clusters; `clusters` are the cluster of each block, from zero.
 * Source  Bell & McCaffrey (2002), Survey Methodology 28. Parity: R clubSandwich CR2 and Satterthwaite of a weighted mean of block differences.
 */
export function differenceOverClusters(strata: readonly Stratum[], clusters: readonly number[]): StratifiedDifference {
  const n = strata.reduce((sum, s) => sum + unitsIn(s), 0);
  const weights = strata.map((s) => unitsIn(s) / n);
  const mean = (of: (s: Stratum) => number): number => strata.reduce((sum, s, b) => sum + weights[b] * of(s), 0);
  const parts = [effectIn, (s: Stratum) => s.treatment.mean, (s: Stratum) => s.control.mean];
  const means = parts.map(mean);
  const count = Math.max(...clusters) + 1;
  const added = (of: (b: number) => number): Float64Array => {
    const sums = new Float64Array(count);
    for (const [b, g] of clusters.entries()) sums[g] += of(b);
    return sums;
  };
  const sums = {
    clusters: count,
    rank: 1,
    grams: added((b) => weights[b]),
    scores: parts.map((of, i) => added((b) => weights[b] * (of(strata[b]) - means[i]))),
  };
  const { shares, freedom } = clusterShares(sums, [Float64Array.of(1)], 'CR2');
  const product = (i: number, j: number): number => shares[i][0].reduce((sum, share, g) => sum + share * shares[j][0][g], 0);
  return {
    value: means[0],
    standardError: Math.sqrt(product(0, 0)),
    df: freedomOf([freedom![0]]),
    means: { treatment: means[1], control: means[2], treatmentVariance: product(1, 1), controlVariance: product(2, 2), covariance: product(1, 2) },
  };
}

const effectIn = ({ treatment, control }: Stratum): number => treatment.mean - control.mean;
