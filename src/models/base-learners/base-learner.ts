import type { Asking } from '../../relation/asking.ts';
import type { Features } from '../features.ts';

/** What is learned from: some of the units, by their places. */
export interface Lesson {
  readonly features: Features;
  readonly rows: Int32Array;
  /** One value a unit of `features`, known for all of `rows`. */
  readonly target: Float64Array;
  /** What each unit counts for; default: 1. */
  readonly weights?: Float64Array;
  /** Units that belong together are drawn together. */
  readonly clusters?: Int32Array;
  readonly seed: number;
}

/** The expected target of each of some units, by their places; default: of all. */
export type Predictor = (features: Features, rows?: Int32Array) => Float64Array;

/**
 * A regression as a value: learners of who benefits take any. `logistic` alone wants a target of 0 and 1; every other predicts the mean of what it is given, which of 0 and 1
 * is a chance (kept within 0 and 1).
 */
export interface BaseLearner {
  readonly id: 'ols' | 'logistic' | 'ridge' | 'lasso' | 'forest' | 'boosted-trees';
  /** Heavy parts are asked for as work, so that folds and trees are grown at the same time. */
  learn(lesson: Lesson): Asking<Predictor>;
}
