import { fillLeaf, leafWidth } from './leaves.ts';
import { sharedDoubles, sharedIntegers, sharedStart } from './shared.ts';
import { lastLeft, skipped } from './sides.ts';
import type { GrowthPlan } from './split-search.ts';
import type { TreeRows } from './targets.ts';
import type { TreeSpace } from './tree-space.ts';
import { DIVIDING, SPARE, type Trees } from './trees.ts';

/** Trees of which more may come. */
export interface TreeWriter {
  nodes: Int32Array;
  leaves: Float64Array;
  masks: Int32Array;
  readonly nodeStarts: number[];
  readonly leafStarts: number[];
  readonly maskStarts: number[];
  readonly width: number;
}

export function treeWriter({ kind, responses }: GrowthPlan): TreeWriter {
  return {
    nodes: new Int32Array(1024),
    leaves: new Float64Array(1024),
    masks: new Int32Array(0),
    nodeStarts: [0],
    leafStarts: [0],
    maskStarts: [0],
    width: leafWidth(kind, responses),
  };
}

/** What was written, in memory that threads share: it is not copied again. */
export function writtenTrees({ nodes, leaves, masks, nodeStarts, leafStarts, maskStarts, width }: TreeWriter): Trees {
  const starts = (places: readonly number[]): Int32Array => sharedStart(Int32Array.from(places), places.length, sharedIntegers);
  return {
    ...{ count: nodeStarts.length - 1, width },
    nodes: sharedStart(nodes, (nodeStarts.at(-1) ?? 0) + SPARE, sharedIntegers),
    nodeStarts: starts(nodeStarts),
    leaves: sharedStart(leaves, width * (leafStarts.at(-1) ?? 0), sharedDoubles),
    leafStarts: starts(leafStarts),
    masks: sharedStart(masks, maskStarts.at(-1) ?? 0, sharedIntegers),
    maskStarts: starts(maskStarts),
  };
}

/** Writes a grown tree; what no unit fills is pruned, so that the sibling stands where the parent stood. */
export function writeTree(writer: TreeWriter, space: TreeSpace, plan: GrowthPlan, rows: TreeRows, honest: boolean): void {
  const stands = standing(space, honest);
  const [nodeStart, leafStart, maskStart] = [writer.nodeStarts.at(-1) ?? 0, writer.leafStarts.at(-1) ?? 0, writer.maskStarts.at(-1) ?? 0];
  writer.nodes = grownTo(writer.nodes, nodeStart + DIVIDING * Math.max(space.nodes, 1), (length) => new Int32Array(length));
  writer.leaves = grownTo(writer.leaves, writer.width * (leafStart + Math.max(space.nodes, 1)), (length) => new Float64Array(length));
  writer.masks = grownTo(writer.masks, maskStart + space.maskWords, (length) => new Int32Array(length));
  writer.masks.set(space.masks.subarray(0, space.maskWords), maskStart);
  const nodes = writer.nodes.subarray(nodeStart);
  let [written, leaves] = [0, 0];
  const write = (node: number): number => {
    const at = written;
    const column = node < 0 ? -1 : space.column[node];
    written += column < 0 ? 1 : DIVIDING;
    if (column < 0) {
      nodes[at] = -1 - leaves;
      const leaf = writer.width * (leafStart + leaves++);
      writer.leaves.fill(0, leaf, leaf + writer.width);
      if (node < 0) return at;
      if (honest) fillLeaf(plan, rows, space.filled, space.filledFrom[node], space.filledTo[node], writer.leaves, leaf);
      else fillLeaf(plan, rows, space.grown, space.from[node], space.to[node], writer.leaves, leaf);
      return at;
    }
    const missingLeft = space.missingLeft[node] === 1;
    const { unordered } = plan.columns[column];
    nodes[at] = (column << 2) | (unordered ? 1 : skipped(missingLeft) << 1);
    nodes[at + 1] = unordered ? space.cut[node] : lastLeft(space.cut[node], missingLeft);
    return at;
  };
  // Parents before children, left before right; the stack holds who waits and, of a right child, its parent's place.
  const waiting = [stands[0], -1];
  while (waiting.length > 0) {
    const parent = waiting.pop() ?? -1;
    const node = waiting.pop() ?? -1;
    const at = write(node);
    if (parent >= 0) nodes[parent + 2] = at - (parent + DIVIDING);
    if (node < 0 || space.column[node] < 0) continue;
    waiting.push(stands[space.left[node] + 1], at, stands[space.left[node]], -1);
  }
  writer.nodeStarts.push(nodeStart + written);
  writer.leafStarts.push(leafStart + leaves);
  writer.maskStarts.push(maskStart + space.maskWords);
}

/** Which node stands where each was: itself, the one child that is filled, or none (-1). */
function standing(space: TreeSpace, honest: boolean): Int32Array {
  const stands = new Int32Array(space.nodes);
  for (let node = space.nodes - 1; node >= 0; node--) {
    if (space.column[node] < 0) stands[node] = honest && space.filledFrom[node] === space.filledTo[node] ? -1 : node;
    else {
      const [left, right] = [stands[space.left[node]], stands[space.left[node] + 1]];
      if (left >= 0 && right >= 0) stands[node] = node;
      else stands[node] = left >= 0 ? left : right;
    }
  }
  return stands;
}

function grownTo<A extends Int32Array | Float64Array>(array: A, length: number, make: (length: number) => A): A {
  if (array.length >= length) return array;
  const wider = make(Math.max(length, 2 * array.length));
  wider.set(array);
  return wider;
}
