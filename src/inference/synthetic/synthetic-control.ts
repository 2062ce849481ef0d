import type { WeightedEstimator } from './panel.ts';
import { treatedMean } from './panels-of.ts';
import { simplexWeights } from './simplex-weights.ts';
import { donorsBefore, evenTimeWeights, weightedPath } from './weighted-path.ts';

/** Whether the path keeps the level of its donors, or is moved to that of the treated units before the change. */
export interface LevelOptions {
  readonly level: 'kept' | 'moved';
}

/**
 * Synthetic control on outcomes: a mix of donors that follows the mean of the treated units before the change.
 *
 * Model     weights, none below zero and one in sum, with the least sum of squared differences before the change; with the level moved, of differences less their mean.
 * Errors    undefined without donors.
 * Source    Abadie, Diamond & Hainmueller (2010), JASA 105, 493-505; moved: Doudchenko & Imbens (2016), NBER 22791; Ferman & Pinto (2021), Quantitative Economics 12, 1197-1221.
 */
export const syntheticControl =
  ({ level }: LevelOptions): WeightedEstimator =>
  (panel) => {
    const moved = level === 'moved';
    const weights = simplexWeights({ columns: donorsBefore(panel), target: treatedMean(panel).slice(0, panel.before), intercept: moved });
    return weights && weightedPath(panel, weights, moved ? evenTimeWeights(panel) : undefined);
  };
