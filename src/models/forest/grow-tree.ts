import type { Random } from '../../math/random/stream.ts';
import { divide, divideByMask, lastLeft, skipped } from './sides.ts';
import { findSplit, type GrowthPlan } from './split-search.ts';
import type { TreeRows } from './targets.ts';
import type { TreeSpace } from './tree-space.ts';

/**
 * Grows a tree into `space`: by the first `grown` of its rows, and puts the next `filled` into its leaves; with none of these, those by which it is grown fill them.
 *
 * Model     Depth first; with a limit of leaves the split that gains most is made first.
 */
export function growTree(space: TreeSpace, plan: GrowthPlan, rows: TreeRows, grown: number, filled: number, random: Random): void {
  for (let i = 0; i < grown; i++) space.grown[i] = i;
  for (let i = 0; i < filled; i++) space.filled[i] = grown + i;
  space.nodes = 0;
  space.maskWords = 0;
  const honest = filled > 0;
  let waiting = 0;
  let leaves = 1;
  const open = (from: number, to: number, filledFrom: number, filledTo: number, depth: number): void => {
    const node = addNode(space, from, to, filledFrom, filledTo, depth);
    // What nothing fills is pruned: it need not be grown.
    if ((honest && filledFrom === filledTo) || depth >= plan.mostDepth) return;
    if (!findSplit(space.search, plan, rows, space.grown, from, to, random)) return;
    keepSplit(space, plan, node);
    space.open[waiting++] = node;
  };
  open(0, grown, 0, filled, 0);
  while (waiting > 0 && leaves < plan.mostLeaves) {
    const node = takeNext(space, waiting--, plan.mostLeaves);
    const middle = splitPlaces(space, plan, rows, node, space.grown, space.from[node], space.to[node]);
    const filledMiddle = honest ? splitPlaces(space, plan, rows, node, space.filled, space.filledFrom[node], space.filledTo[node]) : 0;
    space.left[node] = space.nodes;
    const depth = space.depth[node] + 1;
    // The right child has the next number, so both are there before either is opened.
    open(space.from[node], middle, space.filledFrom[node], filledMiddle, depth);
    open(middle, space.to[node], filledMiddle, space.filledTo[node], depth);
    leaves++;
  }
  while (waiting > 0) space.column[space.open[--waiting]] = -1;
}

function addNode(space: TreeSpace, from: number, to: number, filledFrom: number, filledTo: number, depth: number): number {
  const node = space.nodes++;
  space.from[node] = from;
  space.to[node] = to;
  space.filledFrom[node] = filledFrom;
  space.filledTo[node] = filledTo;
  space.depth[node] = depth;
  space.column[node] = -1;
  return node;
}

function keepSplit(space: TreeSpace, plan: GrowthPlan, node: number): void {
  const { best, mask, cut } = space.search;
  space.column[node] = best.column;
  space.missingLeft[node] = best.missingLeft ? 1 : 0;
  space.gain[node] = best.gain;
  const { codes, unordered } = plan.columns[best.column];
  space.cut[node] = unordered ? keepMask(space, mask, (codes + 31) >>> 5) : cut;
}

function keepMask(space: TreeSpace, mask: Int32Array, words: number): number {
  const at = space.maskWords;
  if (at + words > space.masks.length) {
    const wider = new Int32Array(2 * (at + words));
    wider.set(space.masks);
    space.masks = wider;
  }
  space.masks.set(mask.subarray(0, words), at);
  space.maskWords += words;
  return at;
}

/** The last opened, or, where leaves are counted, the one that gains most. */
function takeNext({ open, gain }: TreeSpace, waiting: number, mostLeaves: number): number {
  let next = waiting - 1;
  if (Number.isFinite(mostLeaves)) for (let i = 0; i < waiting; i++) if (gain[open[i]] > gain[open[next]]) next = i;
  const node = open[next];
  open[next] = open[waiting - 1];
  return node;
}

function splitPlaces(space: TreeSpace, plan: GrowthPlan, rows: TreeRows, node: number, places: Int32Array, from: number, to: number): number {
  const column = space.column[node];
  const missingLeft = space.missingLeft[node] === 1;
  if (plan.columns[column].unordered) return divideByMask(rows.codes[column], places, from, to, space.masks, space.cut[node], space.scratch);
  return divide(rows.codes[column], places, from, to, skipped(missingLeft), lastLeft(space.cut[node], missingLeft), space.scratch);
}
