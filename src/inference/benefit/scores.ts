import type { BaseLearner } from '../../models/base-learners/base-learner.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { type Folds, placesInFolds } from './folds.ts';
import { expectVarying } from './learnable.ts';
import { type Chances, chancesOutOfFold, outcomesOutOfFold } from './nuisances.ts';
import type { Sample, Scores } from './sample.ts';
import { armsOf } from './units-of.ts';

export interface ScoreOptions {
  /** Of the outcome, on each arm's own units. */
  readonly outcomeLearner: BaseLearner;
  /** Of the chance of each arm; not asked where chances are known. */
  readonly chanceLearner: BaseLearner;
  readonly folds: Folds;
  readonly seed: number;
}

/** Scores, and what they are made of. */
export interface CrossFittedScores extends Scores {
  /** By arm, what the other folds predict of each unit. */
  readonly predicted: readonly Float64Array[];
  readonly chances: Chances;
}

/**
 * Doubly robust scores, where no unit is in what predicts it.
 *
 * Model     score of arm k = predicted outcome under k + [the unit's arm is k] (outcome - predicted) / chance of k. Either regressions or chances may be wrong for its mean to be right.
 * Shapes    one a unit and arm; 0 of units that are in no fold.
 * Units     those of the outcome.
 * Errors    learner-constant-outcome; learner-no-overlap where estimated chances below .01 are of more than a twentieth of units (of fewer they count as .01: `chances.raised`).
 * Source    Robins, Rotnitzky & Zhao (1994), JASA 89; Chernozhukov et al. (2018), Econometrics Journal 21. Parity: econml DRLearner, and for two arms `crossFittedMeans`.
 */
export function* doublyRobustScores(sample: Sample, { outcomeLearner, chanceLearner, folds, seed }: ScoreOptions): Asking<CrossFittedScores> {
  const rows = placesInFolds(folds);
  expectVarying(sample, rows);
  const [predicted, chances] = yield* all([outcomesOutOfFold(sample, folds, outcomeLearner, seed), chancesOutOfFold(sample, folds, chanceLearner, seed)]);
  const ofArm = armsOf(sample).map((k) => {
    const scores = new Float64Array(sample.arm.length);
    for (const i of rows) scores[i] = predicted[k][i] + (sample.arm[i] === k ? (sample.outcome[i] - predicted[k][i]) / chances.ofArm[k][i] : 0);
    return scores;
  });
  return { ofArm, predicted, chances };
}
