import { joined } from '../../math/joined.ts';
import { sharedDoubles, sharedIntegers } from './shared.ts';

/**
 * Grown trees, one after the other, in flat arrays.
 *
 * Shapes    A leaf is one word, -1 - its number. A node that divides is three: column x 4 + skipped x 2 + unordered, then the last code that goes left (of an unordered column
 *           where its mask begins), then how far the right child lies behind the left one, which comes next. `nodes` has two words more than trees, so that three can be read anywhere.
 */
export interface Trees {
  readonly count: number;
  /** Numbers a leaf. */
  readonly width: number;
  readonly nodes: Int32Array;
  readonly nodeStarts: Int32Array;
  readonly leaves: Float64Array;
  readonly leafStarts: Int32Array;
  readonly masks: Int32Array;
  readonly maskStarts: Int32Array;
}

/** Words of a node that divides. */
export const DIVIDING = 3;
/** Words after the last node. */
export const SPARE = 2;

/** Trees grown in parts, as one. */
export function joinTrees(parts: readonly Trees[]): Trees {
  const nodeStarts = joinedStarts(parts.map((part) => part.nodeStarts));
  return {
    count: nodeStarts.length - 1,
    width: parts[0]?.width ?? 1,
    nodes: joined(
      parts.map(({ nodes }) => nodes.subarray(0, nodes.length - SPARE)),
      sharedIntegers,
      SPARE,
    ),
    nodeStarts,
    leaves: joined(
      parts.map((part) => part.leaves),
      sharedDoubles,
    ),
    leafStarts: joinedStarts(parts.map((part) => part.leafStarts)),
    masks: joined(
      parts.map((part) => part.masks),
      sharedIntegers,
    ),
    maskStarts: joinedStarts(parts.map((part) => part.maskStarts)),
  };
}

function joinedStarts(starts: readonly Int32Array[]): Int32Array {
  const all = sharedIntegers(starts.reduce((sum, part) => sum + part.length - 1, 1));
  let at = 0;
  for (const part of starts) {
    for (let k = 1; k < part.length; k++) all[at + k] = all[at] + part[k];
    at += part.length - 1;
  }
  return all;
}
