import type { Codes } from './shared.ts';

/**
 * What a forest learns, one value a unit.
 *
 * regression     the mean of a number; of 0 and 1: a chance.
 * classes        the chance of each of some classes 0, 1, ..., count - 1.
 * instrumental   the effect of a treatment on an outcome, by what an instrument moves; a treatment that is its own instrument makes a causal forest.
 */
export type Target =
  | { readonly kind: 'regression'; readonly outcome: Float64Array }
  | { readonly kind: 'classes'; readonly classes: ArrayLike<number>; readonly count: number }
  | { readonly kind: 'instrumental'; readonly outcome: Float64Array; readonly treatment: Float64Array; readonly instrument: Float64Array };

/** What labels are made of, in the order of `TreeRows.values`. `gradient` holds gradients and Hessians of a loss, and is what boosting grows trees on. */
export type GrowthKind = Target['kind'] | 'gradient';

/** The units of one tree, by their place in it, column by column. */
export interface TreeRows {
  readonly codes: readonly Codes[];
  /** regression: outcome; classes: class; instrumental: outcome, treatment, instrument; gradient: gradient, Hessian. */
  readonly values: readonly Float64Array[];
  readonly weights: Float64Array;
}

/** The columns of a target. */
export function targetValues(target: Target): readonly ArrayLike<number>[] {
  if (target.kind === 'regression') return [target.outcome];
  return target.kind === 'classes' ? [target.classes] : [target.outcome, target.treatment, target.instrument];
}
