import type { Features } from '../../models/features.ts';
import type { Asking } from '../../relation/asking.ts';

/** Units with their arms and one outcome: what learners of who benefits are handed. */
export interface Sample {
  /** What was known of each before it was treated: what effects may differ by. */
  readonly features: Features;
  readonly outcome: Float64Array;
  /** 0 of control, k of the k-th treatment. */
  readonly arm: Uint8Array;
  /** How many arms there are, control counted. */
  readonly arms: number;
  /** The chance of each arm, by unit, where it is known because it was drawn; estimated by the other folds where it is not. */
  readonly chances?: readonly Float64Array[];
  readonly clusters?: Int32Array;
  /** How many units of the population each stands for. */
  readonly weights?: Float64Array;
}

/** The effect of each treatment against control, by unit: `effects[k - 1][i]`. */
export type Effects = readonly Float64Array[];

/** What a learner has learned: the effects that it expects of any units. */
export type EffectModel = (features: Features, rows?: Int32Array) => Effects;

/** A learner of who benefits, as a value. */
export interface EffectLearner {
  readonly id: 's' | 't' | 'x' | 'r' | 'dr' | 'forest';
  /** Learns from some of the units, by their places. */
  learn(sample: Sample, rows: Int32Array, seed: number): Asking<EffectModel>;
}

/**
 * Doubly robust scores: `ofArm[k][i]` has the mean, over units alike, of what their outcome would be under arm k: its prediction by other folds, plus what that leaves of
 * the unit's outcome divided by the chance of its arm, where that is the arm.
 */
export interface Scores {
  readonly ofArm: readonly Float64Array[];
}
