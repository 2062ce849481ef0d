import { derivedSeed } from '../../math/random/derived-seed.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { type Folds, placesInFolds } from './folds.ts';
import { expectLearnable } from './learnable.ts';
import type { EffectLearner, EffectModel, Effects, Sample } from './sample.ts';
import { placesWhere, treatmentsOf } from './units-of.ts';

/** Effects that are expected of units by models that never saw them. */
export interface PredictedEffects {
  /** NaN of units that no model predicts. */
  readonly effects: Effects;
  readonly fold: Uint8Array;
  /** The units that have effects. */
  readonly places: Int32Array;
}

/**
 * The effect that is expected of each unit by a model of the other folds.
 *
 * Model     one model a fold, learned from the units of all others.
 * Shapes    folds of all units, 255 at most.
 * Units     those of the outcome.
 * Errors    learner-few-units below 100 units in an arm, learner-constant-outcome, learner-not-finite, learner-bad-chance, and those of the learner.
 * Source    Chernozhukov et al. (2018), Econometrics Journal 21.
 */
export const crossFittedEffects = (sample: Sample, learner: EffectLearner, folds: Folds, seed: number): Asking<PredictedEffects> =>
  effectsFold(sample, learner, folds, seed, 0, (of, fold) => of !== fold);

/**
 * The effect that is expected of each unit by a model of the folds before its own: given the units learned from, tests on a fold are as of a sample of its own, one after the other.
 *
 * Model     one model for each fold but the first, learned from the units of the folds before.
 * Shapes    as `crossFittedEffects`; units of the first fold have no effects.
 * Units     those of the outcome.
 * Errors    as `crossFittedEffects`.
 * Source    Wager (2024), arXiv 2405.05534.
 */
export const sequentialEffects = (sample: Sample, learner: EffectLearner, folds: Folds, seed: number): Asking<PredictedEffects> =>
  effectsFold(sample, learner, folds, seed, 1, (of, fold) => of < fold);

function* effectsFold(
  sample: Sample,
  learner: EffectLearner,
  folds: Folds,
  seed: number,
  first: number,
  teaches: (of: number, fold: number) => boolean,
): Asking<PredictedEffects> {
  expectLearnable(sample);
  const { of, count } = folds;
  const units = of.length;
  const predictedFolds = Array.from({ length: count - first }, (_, e) => first + e);
  const models: readonly EffectModel[] = yield* all(
    predictedFolds.map((fold) =>
      learner.learn(
        sample,
        placesWhere(units, (i) => of[i] >= 0 && teaches(of[i], fold)),
        derivedSeed(seed, fold),
      ),
    ),
  );
  const effects = treatmentsOf(sample).map(() => new Float64Array(units).fill(Number.NaN));
  for (const [e, fold] of predictedFolds.entries()) {
    const places = placesWhere(units, (i) => of[i] === fold);
    for (const [k, values] of models[e](sample.features, places).entries()) for (let r = 0; r < places.length; r++) effects[k][places[r]] = values[r];
  }
  return { effects, fold: Uint8Array.from(of), places: placesInFolds(folds).filter((i) => of[i] >= first) };
}
