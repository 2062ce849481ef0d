import { type GrowthPlan, type SearchSpace, searchSpace } from './split-search.ts';

/** What the growing of a tree writes to, made once for many trees: nodes by their number, children after their parent. */
export interface TreeSpace {
  readonly search: SearchSpace;
  /** The units by which the tree is grown, and those that fill its leaves, node by node. */
  readonly grown: Int32Array;
  readonly filled: Int32Array;
  readonly scratch: Int32Array;
  /** Node k has grown[from[k]] up to but not including grown[to[k]], and likewise what fills it. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly filledFrom: Int32Array;
  readonly filledTo: Int32Array;
  readonly depth: Int32Array;
  /** -1 of a leaf. */
  readonly column: Int32Array;
  readonly missingLeft: Uint8Array;
  /** The last code that goes left; of an unordered column where its mask begins. */
  readonly cut: Int32Array;
  /** The right child is the next. */
  readonly left: Int32Array;
  readonly gain: Float64Array;
  /** Nodes that have a split, and no children yet. */
  readonly open: Int32Array;
  masks: Int32Array;
  maskWords: number;
  nodes: number;
}

export function treeSpace(plan: GrowthPlan, units: number): TreeSpace {
  const nodes = Math.min(2 * units, 2 * plan.mostLeaves, 2 ** (plan.mostDepth + 1)) + 1;
  const integers = (length: number): Int32Array => new Int32Array(length);
  return {
    search: searchSpace(plan, units),
    grown: integers(units),
    filled: integers(units),
    scratch: integers(units),
    from: integers(nodes),
    to: integers(nodes),
    filledFrom: integers(nodes),
    filledTo: integers(nodes),
    depth: integers(nodes),
    column: integers(nodes),
    missingLeft: new Uint8Array(nodes),
    cut: integers(nodes),
    left: integers(nodes),
    gain: new Float64Array(nodes),
    open: integers(nodes),
    masks: integers(64),
    maskWords: 0,
    nodes: 0,
  };
}
