import { stream } from '../../math/random/stream.ts';
import type { Task } from '../../relation/requests.ts';
import type { Binned } from './bins.ts';
import { growTree } from './grow-tree.ts';
import { gather, type Room, roomFor } from './room.ts';
import { drawTree, type SamplingPlan } from './sampling.ts';
import { sharedBytes } from './shared.ts';
import type { GrowthPlan } from './split-search.ts';
import { treeWriter, writeTree, writtenTrees } from './tree-writer.ts';
import type { Trees } from './trees.ts';

/** Trees `from` up to but not including `to` of a forest. */
export interface GrowPart {
  readonly binned: Binned;
  readonly values: readonly Float64Array[];
  readonly weights: Float64Array;
  readonly growth: GrowthPlan;
  readonly sampling: SamplingPlan;
  readonly from: number;
  readonly to: number;
}

/** Some trees of a forest. */
export interface GrownPart {
  readonly trees: Trees;
  /** Tree by tree a bit a unit: it was drawn. */
  readonly drawn: Uint8Array;
}

/** Grows some trees of a forest, each by the stream of its own number: the same bits whoever grows it, and in whatever order. */
export const growTreesTask: Task<GrowPart, GrownPart> = { name: 'grow-trees', run: growTrees };

function growTrees({ binned, values, weights, growth, sampling, from, to }: GrowPart): GrownPart {
  const writer = treeWriter(growth);
  const bytes = Math.ceil(binned.units / 8);
  const drawn = sharedBytes(bytes * (to - from));
  let room: Room | undefined;
  for (let tree = from; tree < to; tree++) {
    const random = stream(sampling.seed, tree);
    const { grown, filled } = drawTree(sampling, tree, random);
    const honest = filled !== grown;
    const units = grown.length + (honest ? filled.length : 0);
    // Clusters differ in size, and so do samples of them.
    if (room === undefined || room.units < units) room = roomFor(growth, Math.ceil(1.1 * units), binned, values.length);
    gather(room.rows, binned, values, weights, grown, 0);
    if (honest) gather(room.rows, binned, values, weights, filled, grown.length);
    growTree(room.space, growth, room.rows, grown.length, honest ? filled.length : 0, random);
    writeTree(writer, room.space, growth, room.rows, honest);
    mark(drawn, bytes * (tree - from), grown);
    mark(drawn, bytes * (tree - from), filled);
  }
  return { trees: writtenTrees(writer), drawn };
}

function mark(bits: Uint8Array, start: number, units: Int32Array): void {
  for (const unit of units) bits[start + (unit >>> 3)] |= 1 << (unit & 7);
}
