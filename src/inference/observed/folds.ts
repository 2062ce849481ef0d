import { dealtFolds, type Folds } from '../../math/random/dealt-folds.ts';
import type { ObservedUnits } from './observed-units.ts';

export type { Folds } from '../../math/random/dealt-folds.ts';

/**
 * Folds drawn by chance, each with as near as can be the same share of treated units; clusters stay whole, those with any treated unit dealt out before the others.
 *
 * Shapes   order: the places of the units, in which they are drawn (`contentOrder`).
 */
export const foldsOf = ({ treated, clusters }: ObservedUnits, count: number, order: Int32Array, seed: number, repeat = 0): Folds =>
  dealtFolds({ strata: treated, ...(clusters && { clusters }) }, count, order, seed, repeat);
