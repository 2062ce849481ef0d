import { EstimandError } from '../../errors/estimand-error.ts';
import { sampleFolds } from '../../inference/benefit/folds.ts';
import { expectLearnable } from '../../inference/benefit/learnable.ts';
import { type PredictedEffects, sequentialEffects } from '../../inference/benefit/predicted-effects.ts';
import type { EffectLearner, Effects, Sample } from '../../inference/benefit/sample.ts';
import { type CrossFittedScores, doublyRobustScores } from '../../inference/benefit/scores.ts';
import { placesWhere } from '../../inference/benefit/units-of.ts';
import { pick } from '../../math/pick.ts';
import { derivedSeed } from '../../math/random/derived-seed.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { learnerOf, madeOf } from './learners.ts';
import type { Benefit } from './options.ts';

/** One half of the units, with the effects that the other half makes one expect of them. */
export interface Half {
  readonly rows: Int32Array;
  readonly effects: Effects;
}

/** What was learned, always of units by others. */
export interface Learned {
  readonly sample: Sample;
  /** What each unit's outcome would be under each arm, out of fold: where everything else is looked at. */
  readonly scores: CrossFittedScores;
  /** The effects that the folds before a unit's own make one expect: those of the first fold are not known. */
  readonly sequential: PredictedEffects;
  /** Halves of several splits. */
  readonly halves: readonly Half[];
}

/** Seeds of splits lie beyond those of folds. */
const splitSeed = 10_000;

/**
 * Everything that is learned of who benefits, at the same time.
 *
 * Errors  learner-few-units, learner-few-events, learner-constant-outcome, learner-no-overlap.
 */
export function* learnEffects(sample: Sample, of: Benefit): Asking<Learned> {
  const { asked, seed } = of;
  expectLearnable(sample);
  expectEvents(sample);
  const ofUnits = { ...asked, units: sample.arm.length };
  const learner = learnerOf(ofUnits);
  const { outcome, chance } = madeOf(ofUnits);
  const folds = sampleFolds(sample, asked.folds, seed);
  const [scores, sequential, halves] = yield* all([
    doublyRobustScores(sample, { outcomeLearner: outcome, chanceLearner: chance, folds, seed }),
    sequentialEffects(sample, learner, folds, seed),
    all(Array.from({ length: asked.splits }, (_, split) => halfOf(sample, learner, derivedSeed(seed, splitSeed + split)))),
  ]);
  return { sample, scores, sequential, halves };
}

/** With fewer units of an arm that have the rarer of two values, tests that effects differ err more often than promised: 9 of 100 with 8, 7 with 20, 4 with 50. */
const leastEvents = 25;

/** Errors  learner-few-events, of an outcome of zeros and ones. */
function expectEvents({ arm, arms, outcome }: Sample): void {
  if (!outcome.every((y) => y === 0 || y === 1)) return;
  for (let k = 0; k < arms; k++) {
    const units = arm.reduce((count, own) => count + (own === k ? 1 : 0), 0);
    const events = arm.reduce((sum, own, i) => sum + (own === k ? outcome[i] : 0), 0);
    const rarer = Math.min(events, units - events);
    // Without any it is the same of all units, which is told as that.
    if (rarer > 0 && rarer < leastEvents) throw new EstimandError('learner-few-events', { arm: k, units: rarer, least: leastEvents });
  }
}

/** Learned from one half, expected of the other. */
function* halfOf(sample: Sample, learner: EffectLearner, seed: number): Asking<Half> {
  const { of } = sampleFolds(sample, 2, seed);
  const [from, rows] = [0, 1].map((half) => placesWhere(of.length, (i) => of[i] === half));
  const model = yield* learner.learn(sample, from, seed);
  return { rows, effects: model(sample.features, rows) };
}

/** The units of each fold that others were learned before, with what was expected of them of one treatment. */
export function foldsInOrder(
  { effects, fold, places }: PredictedEffects,
  treatment: number,
): readonly { readonly rows: Int32Array; readonly effects: Float64Array }[] {
  const numbers = [...new Set(Array.from(places, (i) => fold[i]))].sort((a, b) => a - b);
  return numbers.map((number) => {
    const rows = places.filter((i) => fold[i] === number);
    return { rows, effects: pick(effects[treatment - 1], rows) };
  });
}
