import { normalCdf, normalDensity } from '../../math/distributions/normal.ts';
import type { BlockAverages } from './averages.ts';
import type { Forest } from './forest.ts';
import type { GrownPart } from './grow-trees.ts';

/** What a forest keeps of a kind of target, as far as variances need it. */
type Grown = Pick<Forest, 'kind' | 'responses'> & { readonly groupSize: number; readonly grown: readonly GrownPart[] };

/**
 * The variance of what a forest says of unit i of a block, response by response; NaN where fewer than two groups speak.
 *
 * Model     Each tree has an influence, linear in what its leaf keeps. Groups of trees share a half-sample: the variance of their means, less what trees that share one still
 *           differ by, is the sampling variance; it is taken as the mean of what it may be given that it is not below 0.
 * Units     the square of the prediction's.
 * Source    Athey, Tibshirani & Wager (2019), section 4; the correction as in grf's ObjectiveBayesDebiaser.
 */
export function littleBags(grown: Grown, block: BlockAverages, i: number, out: Float64Array, at: number): void {
  for (let response = 0; response < grown.responses; response++) out[at + response] = variance(grown, block, i, influenceOf(grown, block, i, response));
}

/** The influence of a tree: the sum of its leaf's numbers times these. */
function influenceOf({ kind }: Grown, { means, width }: BlockAverages, i: number, response: number): Float64Array {
  const mean = means.subarray(i * width, (i + 1) * width);
  const influence = new Float64Array(width);
  if (kind !== 'instrumental') {
    influence[0] = -mean[1 + response] / (mean[0] * mean[0]);
    influence[1 + response] = 1 / mean[0];
    return influence;
  }
  // psi = z (y - effect t - level) and (y - effect t - level), both times w; the effect's influence is V^-1 psi.
  const [w, y, t, z, yz, tz] = mean;
  const moved = tz * w - z * t;
  const effect = (yz * w - z * y) / moved;
  const level = (y - effect * t) / w;
  influence[4] = w / moved;
  influence[5] = (-effect * w) / moved;
  influence[3] = (-level * w) / moved;
  influence[1] = -z / moved;
  influence[2] = (effect * z) / moved;
  influence[0] = (level * z) / moved;
  return influence;
}

function variance({ groupSize, grown }: Grown, { width, leaves, leavesATree }: BlockAverages, i: number, influence: Float64Array): number {
  let [groups, between, all] = [0, 0, 0];
  let at = i;
  for (const { trees } of grown) {
    for (let first = 0; first < trees.count; first += groupSize) {
      let [sum, squares, spoke] = [0, 0, true];
      for (let tree = 0; tree < groupSize; tree++, at += leavesATree) {
        const leaf = leaves[at];
        spoke = spoke && leaf >= 0;
        if (!spoke) continue;
        let own = 0;
        for (let k = 0; k < width; k++) own += influence[k] * trees.leaves[leaf * width + k];
        sum += own;
        squares += own * own;
      }
      if (!spoke) continue;
      groups++;
      between += (sum / groupSize) ** 2;
      all += squares;
    }
  }
  if (groups < 2) return Number.NaN;
  between /= groups;
  const noise = (all / (groups * groupSize) - between) / (groupSize - 1);
  return notBelowZero(between, noise, groups);
}

/** The posterior mean of between - noise under a flat prior on what is not below 0. */
function notBelowZero(between: number, noise: number, groups: number): number {
  const estimate = between - noise;
  const error = Math.max(between, noise) * Math.sqrt(2 / groups);
  if (error === 0) return 0;
  const ratio = estimate / error;
  return estimate + (error * normalDensity(ratio)) / normalCdf(ratio);
}
