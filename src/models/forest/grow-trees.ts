import { stream } from '../../math/random/stream.ts';
import type { Task } from '../../relation/requests.ts';
import type { Binned } from './bins.ts';
import { growTree } from './grow-tree.ts';
import { drawTree, type SamplingPlan } from './sampling.ts';
import type { Codes } from './shared.ts';
import type { GrowthPlan } from './split-search.ts';
import type { TreeRows } from './targets.ts';
import { type TreeSpace, treeSpace } from './tree-space.ts';
import { type TreeWriter, treeWriter, writeTree, writtenTrees } from './tree-writer.ts';
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
  const drawn = new Uint8Array(bytes * (to - from));
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
  return { trees: writtenTrees(writer satisfies TreeWriter), drawn };
}

interface Room {
  readonly units: number;
  readonly space: TreeSpace;
  readonly rows: TreeRows;
}

export function roomFor(growth: GrowthPlan, units: number, { codes, width }: Binned, values: number): Room {
  const Narrow = codes.constructor as new (length: number) => Codes;
  return {
    units,
    space: treeSpace(growth, units),
    rows: {
      codes: Array.from({ length: width }, () => new Narrow(units)),
      values: Array.from({ length: values }, () => new Float64Array(units)),
      weights: new Float64Array(units),
    },
  };
}

/** Brings the units of a tree together, column by column, from the place `at` on: a tree reads them some ten times. */
function gather(rows: TreeRows, { codes, width }: Binned, values: readonly Float64Array[], weights: Float64Array, units: Int32Array, at: number): void {
  for (let c = 0; c < width; c++) {
    const column = rows.codes[c];
    for (let i = 0; i < units.length; i++) column[at + i] = codes[units[i] * width + c];
  }
  for (let v = 0; v < values.length; v++) {
    const [from, to] = [values[v], rows.values[v]];
    for (let i = 0; i < units.length; i++) to[at + i] = from[units[i]];
  }
  for (let i = 0; i < units.length; i++) rows.weights[at + i] = weights[units[i]];
}

function mark(bits: Uint8Array, start: number, units: Int32Array): void {
  for (const unit of units) bits[start + (unit >>> 3)] |= 1 << (unit & 7);
}
