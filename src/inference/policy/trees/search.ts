import { amongRows, bestLeaf, type Problem, type Shape, sidesOf, slackOf } from './problem.ts';
import { bestOfOneCut, type Joining, joining, reversed } from './second-cuts.ts';

/** The best tree of at most two questions, exactly. */
export function bestTree(problem: Problem, depth: number): Shape {
  const leaf = bestLeaf(problem);
  if (depth === 0) return leaf;
  const slack = slackOf(problem);
  const best = bestOf(
    problem.orderings.map((_, ordering) => ({ ordering, ...bestCut(problem, ordering, depth) })),
    slack,
  );
  return best?.code !== undefined && best.value > leaf.value + slack ? treeFrom(problem, best.ordering, best.code, depth) : leaf;
}

/** The best of those whose first cut is in one ordering; undefined where no cut leaves enough rows on both sides. */
export function bestTreeFrom(problem: Problem, ordering: number, depth: number): Shape | undefined {
  const { code } = bestCut(problem, ordering, depth);
  return code === undefined ? undefined : treeFrom(problem, ordering, code, depth);
}

/** The tree that begins with a cut, with the best on both sides. */
export const treeFrom = (problem: Problem, ordering: number, code: number, depth: number): Shape =>
  cutAt(problem, ordering, code, (side) => bestTree(side, depth - 1), depth === 1 ? { ...problem, orderings: [] } : problem);

/** The first of those that no other exceeds. */
function bestOf<T extends { readonly value: number }>(some: readonly (T | undefined)[], slack: number): T | undefined {
  let best: T | undefined;
  for (const one of some) if (one && (!best || one.value > best.value + slack)) best = one;
  return best;
}

/** The first cut that is best where as many follow as the depth allows, exactly; no code where none leaves enough rows on both sides. */
function bestCut(problem: Problem, ordering: number, depth: number): { readonly code?: number; readonly value: number } {
  const rows = joining(problem.orderings[ordering].codes, problem.orderings[ordering].size);
  const values = bothSides(depth === 1 ? { ...problem, orderings: [] } : problem, rows);
  const slack = slackOf(problem);
  let [best, value] = [-1, -Infinity];
  for (let code = 0; code + 1 < values.length; code++) {
    if (values[code] > value + slack && allowed(problem, rows, code)) [best, value] = [code, values[code]];
  }
  return best < 0 ? { value } : { code: best, value };
}

/** Does the cut leave enough rows on both sides? */
function allowed({ leastLeaf }: Problem, { rows, starts }: Joining, code: number): boolean {
  return starts[code + 1] >= leastLeaf && rows.length - starts[code + 1] >= leastLeaf;
}

/** By the last code on the left: what the best trees of one cut more on both sides are worth together. */
function bothSides(problem: Problem, rows: Joining): Float64Array {
  const left = bestOfOneCut(problem, rows);
  const right = bestOfOneCut(problem, reversed(rows));
  const groups = left.length;
  return left.map((value, code) => (code + 1 < groups ? value + right[groups - 2 - code] : -Infinity));
}

/** The tree that begins with a cut, each side by itself; `below`: the problem with the columns that may be asked there. */
export function cutAt(problem: Problem, ordering: number, code: number, solve: (side: Problem) => Shape, below: Problem = problem): Shape {
  const { left: lefts, right: rights } = sidesOf(problem.orderings[ordering], code);
  const [left, right] = [lefts, rights].map((rows) => {
    const side = amongRows(below, rows);
    return inCodesBefore(solve(side), side.codesBefore);
  });
  return joined({ kind: 'cut', ordering, code, left, right, value: left.value + right.value });
}

/** A cut between two leaves of one arm is none. */
const joined = (shape: Shape & { readonly kind: 'cut' }): Shape =>
  shape.left.kind === 'leaf' && shape.right.kind === 'leaf' && shape.left.arm === shape.right.arm
    ? { kind: 'leaf', arm: shape.left.arm, value: shape.value }
    : shape;

function inCodesBefore(shape: Shape, before: readonly Int32Array[]): Shape {
  if (shape.kind === 'leaf') return shape;
  return { ...shape, code: before[shape.ordering][shape.code], left: inCodesBefore(shape.left, before), right: inCodesBefore(shape.right, before) };
}
