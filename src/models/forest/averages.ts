import type { Binned } from './bins.ts';
import { reachLeaves } from './reach-leaves.ts';
import type { Trees } from './trees.ts';

/** Which trees speak for a unit: all, or, of the units that the forest was grown on, those that did not draw it. */
export type Speaking = { readonly kind: 'all' } | { readonly kind: 'out-of-bag'; readonly drawn: Uint8Array };

/** For a block of units: the mean over trees of what their leaves keep, how many trees spoke, and which leaves these were (-1: the tree does not speak), tree by tree. */
export interface BlockAverages {
  readonly means: Float64Array;
  readonly spoke: Int32Array;
  readonly leaves: Int32Array;
}

/** Units that are followed through a tree together, so that the tree stays close at hand. */
export const BLOCK = 256;

export const blockRoom = (trees: Trees): BlockAverages => ({
  means: new Float64Array(BLOCK * trees.width),
  spoke: new Int32Array(BLOCK),
  leaves: new Int32Array(BLOCK * trees.count),
});

/** Fills the averages of units `from` up to but not including `to`, at most a block of them. */
export function averageBlock(room: BlockAverages, trees: Trees, binned: Binned, from: number, to: number, speaking: Speaking): void {
  const { means, spoke, leaves } = room;
  const { width, leaves: kept } = trees;
  const bytes = Math.ceil(binned.units / 8);
  means.fill(0);
  spoke.fill(0);
  for (let tree = 0; tree < trees.count; tree++) {
    const own = leaves.subarray(tree * BLOCK, tree * BLOCK + to - from);
    reachLeaves(trees, tree, binned, from, to, own);
    if (speaking.kind === 'out-of-bag') silence(own, speaking.drawn, tree * bytes, from);
    for (let i = 0; i < own.length; i++) {
      const leaf = own[i] * width;
      if (leaf < 0) continue;
      // A leaf without weight says nothing.
      if (kept[leaf] === 0) own[i] = -1;
      else {
        spoke[i]++;
        for (let k = 0; k < width; k++) means[i * width + k] += kept[leaf + k];
      }
    }
  }
  for (let i = 0; i < to - from; i++) for (let k = 0; k < width; k++) means[i * width + k] /= spoke[i];
}

function silence(leaves: Int32Array, drawn: Uint8Array, start: number, from: number): void {
  for (let i = 0; i < leaves.length; i++) {
    const unit = from + i;
    if ((drawn[start + (unit >>> 3)] >>> (unit & 7)) & 1) leaves[i] = -1;
  }
}
