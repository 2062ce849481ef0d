import { ascendingOrder } from '../../math/ascending-order.ts';
import type { EffectScores } from './effect-scores.ts';

/** Units from the first to be treated to the last. */
export interface Ranking {
  /** Their places. */
  readonly order: Int32Array;
  /** Where each block of units with the same priority ends, in that order. */
  readonly ends: Int32Array;
}

/**
 * Units by falling priority; those of one priority are one block. Within a block the heavier come first, so that the same units in another order of rows are ranked alike.
 *
 * Shapes   one priority a unit, without NaN.
 */
export function rankingOf({ scores, weights }: EffectScores, priorities: Float64Array): Ranking {
  const order = ascendingOrder([priorities, ...(weights ? [weights] : []), scores]).reverse();
  return { order, ends: blockEnds(order, priorities) };
}

/** Where each block of equal values ends, in an order that puts equal ones together. */
export function blockEnds(order: Int32Array, values: Float64Array): Int32Array {
  const ends = new Int32Array(order.length);
  let blocks = 0;
  for (let i = 1; i <= order.length; i++) if (i === order.length || values[order[i]] !== values[order[i - 1]]) ends[blocks++] = i;
  return ends.slice(0, blocks);
}
