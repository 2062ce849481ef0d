import type { Binned } from './bins.ts';
import { MOST } from './sides.ts';
import type { Trees } from './trees.ts';

/**
 * The leaf of a tree that each of some units reaches, by its number among all leaves: `leaves[i - from]` of unit i.
 * A column of numbers costs no branch: which of the two children is read follows from a sign.
 */
export function reachLeaves(
  { nodes, nodeStarts, leafStarts, masks, maskStarts }: Trees,
  tree: number,
  { codes, width }: Binned,
  from: number,
  to: number,
  leaves: Int32Array,
): void {
  const root = nodeStarts[tree];
  const firstLeaf = leafStarts[tree];
  const firstMask = maskStarts[tree];
  for (let i = from; i < to; i++) {
    const row = i * width;
    let at = root;
    let split = nodes[at];
    while (split >= 0) {
      const code = codes[row + (split >>> 2)];
      if ((split & 1) === 0) at = root + nodes[at + 2 + ((nodes[at + 1] - ((code - ((split >>> 1) & 1)) & MOST)) >>> 31)];
      else at = root + nodes[at + 3 - ((masks[firstMask + nodes[at + 1] + (code >>> 5)] >>> (code & 31)) & 1)];
      split = nodes[at];
    }
    leaves[i - from] = firstLeaf - 1 - split;
  }
}
