import type { Kernel } from '../kernels.ts';
import type { ScoredRows } from '../scored-rows.ts';
import { type DensityModel, distributionWeights, type SideEstimates, sideEstimates } from './distribution-fit.ts';
import { pluginVariance } from './kernel-constants.ts';

/** How densities on both sides are estimated. `ties`: rows of equal score are taken as one mass. */
export interface DensityDesign {
  readonly model: DensityModel;
  readonly kernel: Kernel;
  readonly variance: 'jackknife' | 'plugin';
  readonly ties: boolean;
}

/** Bandwidths on both sides; the restricted model has one for both. */
export interface Widths {
  readonly below: number;
  readonly above: number;
}

/** Densities on both sides of the cutoff by a local polynomial of this degree; undefined where there are fewer distinct scores than coefficients. */
export function densitiesAt(rows: ScoredRows, distribution: Float64Array, design: DensityDesign, degree: number, width: Widths): SideEstimates | undefined {
  const { model, kernel, ties } = design;
  const weights = distributionWeights(rows, { model, kernel, degree, width }, 1);
  if (!weights) return undefined;
  const found = sideEstimates(rows.score, weights, distribution, ties);
  if (design.variance === 'jackknife') return found;
  const variance = pluginVariance(model, kernel, degree, found);
  const n = rows.score.length;
  const [left, right] = [n * width.below, n * (model === 'restricted' ? width.below : width.above)];
  return variance && { ...found, variance: { below: variance.below / left, above: variance.above / right, covariance: variance.covariance / left } };
}

/** Variances of the difference and of the sum of both sides; undefined where rounding or a density below zero leaves less than nothing. */
export function pairVariance({ variance: v }: SideEstimates, sign: 1 | -1): number | undefined {
  const found = v.below + v.above + 2 * sign * v.covariance;
  return found >= 0 ? found : undefined;
}
