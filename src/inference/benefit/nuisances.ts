import { EstimandError } from '../../errors/estimand-error.ts';
import type { BaseLearner } from '../../models/base-learners/base-learner.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { type Folds, placesInFolds } from './folds.ts';
import { learned, predictedOutOfFold, withoutEach } from './out-of-fold.ts';
import type { Sample } from './sample.ts';
import { armsOf, ofArm } from './units-of.ts';

/** Estimated chances below this count as this; where more than a share of units has one, arms do not overlap. */
const overlap = { leastChance: 0.01, mostUnits: 0.05 } as const;

/** The chance of each arm, by unit, and of how many units it was too small and was taken for the least. */
export interface Chances {
  readonly ofArm: readonly Float64Array[];
  readonly raised: readonly number[];
  readonly known: boolean;
}

/** By arm: what regressions on its own units of the other folds predict of every unit. */
export function* outcomesOutOfFold(sample: Sample, folds: Folds, learner: BaseLearner, seed: number): Asking<readonly Float64Array[]> {
  const models = yield* all(
    armsOf(sample).map((arm) => withoutEach(folds, seed, (others, own) => learned(learner, sample, ofArm(sample, others, arm), sample.outcome, own))),
  );
  return models.map((predictors) => predictedOutOfFold(sample.features, folds, predictors));
}

/** What the units of the other folds say of each unit's outcome, whatever its arm. */
export function* outcomeWhateverArm(sample: Sample, folds: Folds, learner: BaseLearner, seed: number): Asking<Float64Array> {
  const predictors = yield* withoutEach(folds, seed, (others, own) => learned(learner, sample, others, sample.outcome, own));
  return predictedOutOfFold(sample.features, folds, predictors);
}

/**
 * The chance of each arm: as it was drawn where that is known, else as the other folds tell, one regression an arm (of two arms: one), so that those of a unit add up to one.
 *
 * Shapes    named: what the arms are called among all, where these are but some of them.
 * Errors    learner-no-overlap.
 */
export function* chancesOutOfFold(sample: Sample, folds: Folds, learner: BaseLearner, seed: number, named = armsOf(sample)): Asking<Chances> {
  if (sample.chances) return { ofArm: sample.chances, raised: sample.chances.map(() => 0), known: true };
  const asked = sample.arms === 2 ? [1] : armsOf(sample);
  const models = yield* all(asked.map((arm) => withoutEach(folds, seed, (others, own) => learned(learner, sample, others, isArm(sample, arm), own))));
  const predicted = models.map((predictors) => predictedOutOfFold(sample.features, folds, predictors));
  return overlapping(addingToOne(predicted), placesInFolds(folds), named);
}

/** 1 of the units of an arm. */
export const isArm = ({ arm }: Sample, k: number): Float64Array => Float64Array.from(arm, (own) => (own === k ? 1 : 0));

/** Of two arms the chance of treatment tells that of control. */
function addingToOne(predicted: readonly Float64Array[]): readonly Float64Array[] {
  if (predicted.length === 1) return [predicted[0].map((chance) => 1 - chance), predicted[0]];
  const sums = predicted[0].map((_, i) => predicted.reduce((sum, of) => sum + of[i], 0));
  return predicted.map((of) => of.map((chance, i) => (sums[i] > 0 ? chance / sums[i] : 1 / predicted.length)));
}

/** Chances that are too small taken for the least, unless they are of too many units. */
function overlapping(chances: readonly Float64Array[], rows: Int32Array, named: readonly number[]): Chances {
  const { leastChance, mostUnits } = overlap;
  const raised = chances.map((of, arm) => {
    const units = rows.reduce((count, i) => count + (of[i] < leastChance ? 1 : 0), 0);
    if (units > mostUnits * rows.length)
      throw new EstimandError('learner-no-overlap', { arm: named[arm], units, of: rows.length, chance: leastChance, share: mostUnits });
    return units;
  });
  return { ofArm: chances.map((of) => of.map((chance) => Math.max(leastChance, chance))), raised, known: false };
}
