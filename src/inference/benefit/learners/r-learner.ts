import { derivedSeed } from '../../../math/random/derived-seed.ts';
import type { Predictor } from '../../../models/base-learners/base-learner.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import { againstControl, type Pair } from '../against-control.ts';
import { dealUsualFolds, type Folds, foldsAmong } from '../folds.ts';
import { expectVarying } from '../learnable.ts';
import { chancesOutOfFold, outcomeWhateverArm } from '../nuisances.ts';
import { learned } from '../out-of-fold.ts';
import type { EffectLearner } from '../sample.ts';
import { treatmentsOf } from '../units-of.ts';
import { effectPlace, type Made } from './made.ts';

/**
 * What is left of the outcome by what is left of the treatment, each treatment against control.
 *
 * Model     effect = the function tau that leaves least of (Y - m(x)) - (W - e(x)) tau(x) in the mean square: the regression of (Y - m) / (W - e) with weights (W - e)^2. The expected outcome m,
 *           whatever the arm, and the chance e of treatment are predicted by other folds of the units of both arms.
 * Units     those of the outcome.
 * Errors    learner-constant-outcome, learner-no-overlap, and those of the base learners.
 * Source    Nie & Wager (2021), Biometrika 108. Parity: econml NonParamDML.
 */
export const rLearner = ({ outcome, chance, effect, folds = dealUsualFolds }: Made): EffectLearner => ({
  id: 'r',
  *learn(sample, rows, seed) {
    expectVarying(sample, rows);
    const dealt = folds(sample, rows, seed);
    const models = yield* all(treatmentsOf(sample).map((k) => residualised(againstControl(sample, rows, k), dealt, { outcome, chance, effect }, seed)));
    return (features, places) => models.map((model) => model(features, places));
  },
});

function* residualised({ sample, rows, named }: Pair, dealt: Folds, { outcome, chance, effect }: Made, seed: number): Asking<Predictor> {
  const folds = foldsAmong(dealt, rows);
  const [expected, chances] = yield* all([outcomeWhateverArm(sample, folds, outcome, seed), chancesOutOfFold(sample, folds, chance, seed, named)]);
  const [ratios, weights] = [new Float64Array(sample.arm.length), new Float64Array(sample.arm.length)];
  for (const i of rows) {
    // Chances lie above 0: something is always left.
    const left = sample.arm[i] === 1 ? chances.ofArm[0][i] : -chances.ofArm[1][i];
    ratios[i] = (sample.outcome[i] - expected[i]) / left;
    weights[i] = (sample.weights?.[i] ?? 1) * left * left;
  }
  return yield* learned(effect, sample, rows, ratios, derivedSeed(seed, effectPlace), weights);
}
