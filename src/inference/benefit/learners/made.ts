import type { BaseLearner } from '../../../models/base-learners/base-learner.ts';
import type { DealFolds } from '../folds.ts';

/** What regressions a learner is made of. */
export interface Made {
  /** Of the outcome. */
  readonly outcome: BaseLearner;
  /** Of the chance of each arm; not asked where chances are known. */
  readonly chance: BaseLearner;
  /** Of the effect. */
  readonly effect: BaseLearner;
  /** For what is learned first; default: five, drawn by what units hold. */
  readonly folds?: DealFolds;
}

/** The place of the last regression's seed, beyond those of folds. */
export const effectPlace = 1_000;
