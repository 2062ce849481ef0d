import { contentHashes } from './content-hashes.ts';

/** Places of rows by what they hold, never by where they are: drawn in this order, the same rows in another order are drawn alike. Rows that are equal follow their `last`. */
export function contentOrder(columns: readonly ArrayLike<number>[], last: Float64Array, seed: number): Int32Array {
  const hashes = contentHashes(columns, last.length, seed);
  return Int32Array.from({ length: last.length }, (_, i) => i).sort((i, j) => hashes[i] - hashes[j] || last[i] - last[j]);
}
