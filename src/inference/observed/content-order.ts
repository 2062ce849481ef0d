import { contentOrder as orderOfContent } from '../../math/random/content-order.ts';
import type { ObservedUnits } from './observed-units.ts';

/** Units by what they hold, never by their place: drawn in this order, the same units in another order are drawn alike. Units that are equal but for their outcome follow it. */
export const contentOrder = ({ treated, columns }: ObservedUnits, outcome: Float64Array, seed: number): Int32Array =>
  orderOfContent([treated, ...columns], outcome, seed);
