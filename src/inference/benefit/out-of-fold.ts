import { derivedSeed } from '../../math/random/derived-seed.ts';
import type { BaseLearner, Predictor } from '../../models/base-learners/base-learner.ts';
import type { Features } from '../../models/features.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { Folds } from './folds.ts';
import type { Sample } from './sample.ts';
import { placesWhere } from './units-of.ts';

/** A regression of one value a unit on the features of the units at some places, which count by their weights and belong to their clusters. */
export const learned = (
  learner: BaseLearner,
  sample: Sample,
  rows: Int32Array,
  target: Float64Array,
  seed: number,
  weights = sample.weights,
): Asking<Predictor> =>
  learner.learn({
    features: sample.features,
    rows,
    target,
    ...(weights && { weights }),
    ...(sample.clusters && { clusters: sample.clusters }),
    seed,
  });

/** What is learned from all folds but one, for each; the same seed for whatever is learned without that fold. */
export function* withoutEach<T>({ of, count }: Folds, seed: number, learn: (others: Int32Array, seed: number) => Asking<T>): Asking<readonly T[]> {
  return yield* all(
    Array.from({ length: count }, (_, fold) =>
      learn(
        placesWhere(of.length, (i) => of[i] >= 0 && of[i] !== fold),
        derivedSeed(seed, fold),
      ),
    ),
  );
}

/** What the models that never saw a unit's fold predict of it; 0 of units that are in no fold. */
export function predictedOutOfFold(features: Features, { of, count }: Folds, predictors: readonly Predictor[]): Float64Array {
  const found = new Float64Array(of.length);
  for (let fold = 0; fold < count; fold++) {
    const places = placesWhere(of.length, (i) => of[i] === fold);
    const values = predictors[fold](features, places);
    for (let r = 0; r < places.length; r++) found[places[r]] = values[r];
  }
  return found;
}
