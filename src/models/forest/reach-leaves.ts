import type { Binned } from './bins.ts';
import type { Codes } from './shared.ts';
import { MOST } from './sides.ts';
import { DIVIDING, type Trees } from './trees.ts';

/**
 * The leaf of a tree that each of some units reaches, by its number among all leaves: `leaves[i - from]` of unit i.
 * Four units go down side by side, so that one does not wait for what the others read; those that arrive first stand still. No side is a branch: it follows from a sign.
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
  const top = nodes[root];
  const firstMask = maskStarts[tree];
  const last = leafStarts[tree] - 1;
  let unit = from;
  for (; unit + 4 <= to; unit += 4) {
    const row = unit * width;
    let [at, at1, at2, at3] = [root, root, root, root];
    let [split, split1, split2, split3] = [top, top, top, top];
    while ((split & split1 & split2 & split3) >= 0) {
      at = next(nodes, masks, firstMask, at, split, codes, row);
      at1 = next(nodes, masks, firstMask, at1, split1, codes, row + width);
      at2 = next(nodes, masks, firstMask, at2, split2, codes, row + 2 * width);
      at3 = next(nodes, masks, firstMask, at3, split3, codes, row + 3 * width);
      split = nodes[at];
      split1 = nodes[at1];
      split2 = nodes[at2];
      split3 = nodes[at3];
    }
    const place = unit - from;
    leaves[place] = last - split;
    leaves[place + 1] = last - split1;
    leaves[place + 2] = last - split2;
    leaves[place + 3] = last - split3;
  }
  for (; unit < to; unit++) {
    let at = root;
    while (nodes[at] >= 0) at = next(nodes, masks, firstMask, at, nodes[at], codes, unit * width);
    leaves[unit - from] = last - nodes[at];
  }
}

/** Where a unit goes from a node; from a leaf nowhere, though the words after it are read. */
function next(nodes: Int32Array, masks: Int32Array, firstMask: number, at: number, split: number, codes: Codes, row: number): number {
  const divides = ~(split >> 31);
  const own = split & divides;
  const code = codes[row + (own >>> 2)];
  const last = nodes[at + 1];
  const right = (own & 1) === 0 ? (last - ((code - ((own >>> 1) & 1)) & MOST)) >> 31 : ((masks[firstMask + last + (code >>> 5)] >>> (code & 31)) & 1) - 1;
  return at + (divides & (DIVIDING + (right & nodes[at + 2])));
}
