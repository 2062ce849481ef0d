import { derivedSeed } from '../../../math/random/derived-seed.ts';
import { all } from '../../../relation/asking.ts';
import { dealUsualFolds } from '../folds.ts';
import { learned } from '../out-of-fold.ts';
import type { EffectLearner } from '../sample.ts';
import { doublyRobustScores } from '../scores.ts';
import { treatmentsOf } from '../units-of.ts';
import { effectPlace, type Made } from './made.ts';

/**
 * A regression of differences of doubly robust scores, all arms jointly.
 *
 * Model     effect of k = regression of (score of k - score of control) on features, among all units; outcomes and chances are predicted by other folds.
 * Units     those of the outcome.
 * Errors    those of `doublyRobustScores` and of the base learners.
 * Source    Kennedy (2023), Electronic Journal of Statistics 17. Parity: econml DRLearner.
 */
export const drLearner = ({ outcome, chance, effect, folds = dealUsualFolds }: Made): EffectLearner => ({
  id: 'dr',
  *learn(sample, rows, seed) {
    const scores = yield* doublyRobustScores(sample, { outcomeLearner: outcome, chanceLearner: chance, folds: folds(sample, rows, seed), seed });
    const models = yield* all(
      treatmentsOf(sample).map((k) => {
        const differences = scores.ofArm[k].map((score, i) => score - scores.ofArm[0][i]);
        return learned(effect, sample, rows, differences, derivedSeed(seed, effectPlace));
      }),
    );
    return (features, places) => models.map((model) => model(features, places));
  },
});
