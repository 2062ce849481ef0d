import { derivedSeed } from '../../../math/random/derived-seed.ts';
import { causalForest } from '../../../models/forest/causal-forest.ts';
import type { ForestOptions } from '../../../models/forest/options.ts';
import { predict } from '../../../models/forest/predict.ts';
import { all } from '../../../relation/asking.ts';
import { againstControl } from '../against-control.ts';
import { expectVarying } from '../learnable.ts';
import type { EffectLearner } from '../sample.ts';
import { treatmentsOf } from '../units-of.ts';

/**
 * A causal forest for each treatment against control.
 *
 * Model     as `causalForest`; chances that were drawn are what treatments are expected to be, all else is expected by forests of the units themselves, out of bag.
 * Units     those of the outcome.
 * Errors    learner-constant-outcome, and those of `causalForest`.
 * Source    Athey, Tibshirani & Wager (2019), Annals of Statistics 47. Parity: grf causal_forest, econml CausalForestDML, in distribution.
 */
export const forestEffects = (options: Partial<Omit<ForestOptions, 'seed'>> = {}): EffectLearner => ({
  id: 'forest',
  *learn(sample, rows, seed) {
    expectVarying(sample, rows);
    const forests = yield* all(
      treatmentsOf(sample).map((k) => {
        const { sample: pair, rows: own } = againstControl(sample, rows, k);
        const { features, outcome, arm, chances, weights, clusters } = pair;
        const data = {
          features,
          rows: own,
          outcome,
          treatment: Float64Array.from(arm),
          ...(chances && { treatmentHat: chances[1] }),
          ...(weights && { weights }),
          ...(clusters && { clusters }),
        };
        return causalForest(data, { ...options, seed: derivedSeed(seed, k) });
      }),
    );
    return (features, places) => forests.map(({ forest }) => predict(forest, features, places));
  },
});
