import type { Random } from '../../math/random/stream.ts';
import type { ObservedUnits } from './observed-units.ts';

/** The fold of each unit. */
export interface Folds {
  readonly of: Int32Array;
  readonly count: number;
}

/**
 * Folds drawn by chance, each with as near as can be the same share of treated units; clusters stay whole, those with any treated unit dealt out before the others.
 *
 * Errors   RangeError where there are fewer units of an arm, or clusters, than folds: asked before.
 */
export function foldsOf({ treated, clusters }: ObservedUnits, count: number, random: Random): Folds {
  const drawn = clusters ? clusters.count : treated.length;
  const kind = new Uint8Array(drawn);
  if (clusters) for (let i = 0; i < treated.length; i++) kind[clusters.codes[i]] |= treated[i];
  else kind.set(treated);
  const order = shuffled(drawn, random);
  const fold = new Int32Array(drawn);
  let next = 0;
  for (const wanted of [1, 0]) for (const g of order) if (kind[g] === wanted) fold[g] = next++ % count;
  return { of: clusters ? Int32Array.from(clusters.codes, (g) => fold[g]) : fold, count };
}

/** Fisher and Yates. */
function shuffled(n: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
