import { shuffle } from '../../math/random/shuffle.ts';
import { stream } from '../../math/random/stream.ts';
import type { ObservedUnits } from './observed-units.ts';

/** The fold of each unit. */
export interface Folds {
  readonly of: Int32Array;
  readonly count: number;
}

/**
 * Folds drawn by chance, each with as near as can be the same share of treated units; clusters stay whole, those with any treated unit dealt out before the others.
 *
 * Shapes   order: the places of the units, in which they are drawn (`contentOrder`).
 */
export function foldsOf({ treated, clusters }: ObservedUnits, count: number, order: Int32Array, seed: number, repeat = 0): Folds {
  const draws = drawnUnits(order, clusters?.codes);
  const kind = new Uint8Array(clusters ? clusters.count : treated.length);
  for (let i = 0; i < treated.length; i++) kind[clusters ? clusters.codes[i] : i] |= treated[i];
  shuffle(draws, stream(seed, repeat));
  const fold = new Int32Array(kind.length);
  let next = 0;
  for (const wanted of [1, 0]) for (const g of draws) if (kind[g] === wanted) fold[g] = next++ % count;
  return { of: clusters ? Int32Array.from(clusters.codes, (g) => fold[g]) : fold, count };
}

/** What is drawn, each once: units, or their clusters in the order of their first unit. */
function drawnUnits(order: Int32Array, codes: Int32Array | undefined): Int32Array {
  return codes ? Int32Array.from(new Set(Array.from(order, (i) => codes[i]))) : order.slice();
}
