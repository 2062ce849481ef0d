import { contentHashes } from '../../math/random/content-hashes.ts';
import type { LoggedRows } from './logged-rows.ts';

/**
 * A fold for each row, by what the row holds and the seed, never by its place: the same rows in another order are cut alike. Rows are put in the order of a
 * hash of their context and dealt out in turn; rows of one context follow each other by action and outcome, so that every fold has some of each.
 */
export function foldsOf({ n, context, action, outcome, taken }: LoggedRows, folds: number, seed: number): Int32Array {
  const hashes = contentHashes(context, n, seed);
  const order = Int32Array.from({ length: n }, (_, i) => i).sort(
    (i, j) => hashes[i] - hashes[j] || action[i] - action[j] || outcome[i] - outcome[j] || taken[i] - taken[j],
  );
  const fold = new Int32Array(n);
  for (let at = 0; at < n; at++) fold[order[at]] = at % folds;
  return fold;
}
