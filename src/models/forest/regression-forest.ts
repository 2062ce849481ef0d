import type { Asking } from '../../relation/asking.ts';
import { type Forest, type ForestData, growForest } from './forest.ts';
import type { ForestOptions } from './options.ts';

/** Units with one outcome: what a forest of means is grown on. */
export type RegressionData = Omit<ForestData, 'target'> & { readonly outcome: Float64Array };

/** Units with a class each. */
export type ClassData = Omit<ForestData, 'target'> & { readonly classes: ArrayLike<number>; readonly count: number };

/** A forest of the mean of an outcome; of 0 and 1: of a chance. */
export function regressionForest({ outcome, ...data }: RegressionData, options: Partial<ForestOptions> = {}): Asking<Forest> {
  return growForest({ ...data, target: { kind: 'regression', outcome } }, options);
}

/** A forest of the chances of classes 0, 1, ..., count - 1. */
export function classForest({ classes, count, ...data }: ClassData, options: Partial<ForestOptions> = {}): Asking<Forest> {
  return growForest({ ...data, target: { kind: 'classes', classes, count } }, options);
}
