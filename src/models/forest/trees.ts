import { sharedDoubles, sharedIntegers } from './shared.ts';

/**
 * Grown trees, one after the other, in flat arrays.
 *
 * Shapes    A node is four words: of a leaf -1 - its number; else column x 4 + skipped x 2 + unordered, then the last code that goes left (of an unordered column where its
 *           mask begins), then where its left and its right child begin. Places count from where the tree begins.
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

export const NODE_WORDS = 4;

/** Trees grown in parts, as one. */
export function joinTrees(parts: readonly Trees[]): Trees {
  return {
    count: parts.reduce((sum, part) => sum + part.count, 0),
    width: parts[0]?.width ?? 1,
    nodes: joined(
      parts.map((part) => part.nodes),
      sharedIntegers,
    ),
    nodeStarts: joinedStarts(parts.map((part) => part.nodeStarts)),
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

function joined<A extends Int32Array | Float64Array>(arrays: readonly A[], make: (length: number) => A): A {
  const all = make(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
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
