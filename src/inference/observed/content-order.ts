import { contentHashes } from '../../math/random/content-hashes.ts';
import type { ObservedUnits } from './observed-units.ts';

/** Units by what they hold, never by their place: drawn in this order, the same units in another order are drawn alike. Units that are equal but for their outcome follow it. */
export function contentOrder({ treated, columns }: ObservedUnits, outcome: Float64Array, seed: number): Int32Array {
  const hashes = contentHashes([treated, ...columns], treated.length, seed);
  return Int32Array.from({ length: treated.length }, (_, i) => i).sort((i, j) => hashes[i] - hashes[j] || outcome[i] - outcome[j]);
}
