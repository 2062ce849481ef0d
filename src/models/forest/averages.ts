import type { Binned } from './bins.ts';
import type { GrownPart } from './grow-trees.ts';
import { reachLeaves } from './reach-leaves.ts';
import type { Trees } from './trees.ts';

/** Which trees speak for a unit: all, or, of the units that the forest was grown on, those that did not draw it. */
export type Speaking = 'all' | 'out-of-bag';

/** For a block of units: the mean over trees of what their leaves keep, how many trees spoke, and which leaves these were (-1: the tree does not speak). */
export interface BlockAverages {
  /** At most so many. */
  readonly units: number;
  /** Numbers a leaf. */
  readonly width: number;
  readonly means: Float64Array;
  readonly spoke: Int32Array;
  readonly leaves: Int32Array;
  /** How far the leaves of a tree lie behind those of the one before; 0: those of one tree are kept at a time. */
  readonly leavesATree: number;
}

/** Units go down a tree together, so that it stays close at hand; not so many that they do not. */
const UNITS = 65_536;
/** Where the leaves of all trees are kept. */
const UNITS_WITH_LEAVES = 256;

export const blockOfMeans = (grown: readonly GrownPart[]): BlockAverages => room(grown, UNITS, 1, 0);

export const blockWithLeaves = (grown: readonly GrownPart[]): BlockAverages =>
  room(
    grown,
    UNITS_WITH_LEAVES,
    grown.reduce((sum, { trees }) => sum + trees.count, 0),
    UNITS_WITH_LEAVES,
  );

function room([{ trees }]: readonly GrownPart[], units: number, kept: number, leavesATree: number): BlockAverages {
  const means = new Float64Array(units * trees.width);
  return { units, width: trees.width, means, spoke: new Int32Array(units), leaves: new Int32Array(units * kept), leavesATree };
}

/** Fills the averages of units `from` up to but not including `to`, at most a block of them. */
export function averageBlock(block: BlockAverages, grown: readonly GrownPart[], binned: Binned, from: number, to: number, speaking: Speaking): void {
  const { width, means, spoke, leaves, leavesATree } = block;
  const bytes = Math.ceil(binned.units / 8);
  means.fill(0);
  spoke.fill(0);
  let first = 0;
  for (const { trees, drawn } of grown) {
    for (let tree = 0; tree < trees.count; tree++) {
      const own = leaves.subarray(first, first + to - from);
      reachLeaves(trees, tree, binned, from, to, own);
      if (speaking === 'out-of-bag') silence(own, drawn, tree * bytes, from);
      addLeaves(trees, own, means, spoke);
      first += leavesATree;
    }
  }
  for (let i = 0; i < to - from; i++) for (let k = 0; k < width; k++) means[i * width + k] /= spoke[i];
}

function addLeaves({ width, leaves: kept }: Trees, leaves: Int32Array, sums: Float64Array, spoke: Int32Array): void {
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i] * width;
    if (leaf < 0) continue;
    // A leaf without weight says nothing.
    if (kept[leaf] === 0) leaves[i] = -1;
    else {
      spoke[i]++;
      if (width === 6) addSix(kept, leaf, sums, 6 * i);
      else for (let k = 0; k < width; k++) sums[i * width + k] += kept[leaf + k];
    }
  }
}

/** Written out, for this is what forests of effects keep. */
function addSix(kept: Float64Array, leaf: number, sums: Float64Array, at: number): void {
  sums[at] += kept[leaf];
  sums[at + 1] += kept[leaf + 1];
  sums[at + 2] += kept[leaf + 2];
  sums[at + 3] += kept[leaf + 3];
  sums[at + 4] += kept[leaf + 4];
  sums[at + 5] += kept[leaf + 5];
}

function silence(leaves: Int32Array, drawn: Uint8Array, start: number, from: number): void {
  for (let i = 0; i < leaves.length; i++) {
    const unit = from + i;
    if ((drawn[start + (unit >>> 3)] >>> (unit & 7)) & 1) leaves[i] = -1;
  }
}
