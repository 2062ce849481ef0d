import { type Asking, work } from '../../../relation/asking.ts';
import type { Task } from '../../../relation/requests.ts';
import { treeOfThree } from './depth-three.ts';
import { bestLeaf, type Problem, type Shape, slackOf } from './problem.ts';
import { bestTreeFrom } from './search.ts';

interface Part {
  readonly problem: Problem;
  readonly ordering: number;
  readonly depth: number;
}

/** The best tree of one or two questions that begins with one column: what threads do. */
export const firstColumnTask: Task<Part, Shape | undefined> = {
  name: 'policy-tree-first-column',
  run: ({ problem, ordering, depth }) => bestTreeFrom(problem, ordering, depth),
};

/** The best tree that was found, and the best of at most two questions of each first column. */
export interface Sought {
  readonly best: Shape;
  readonly byFirstColumn: readonly Shape[];
}

/** The best tree: exact of at most two questions, a search for three. */
export function* sought(problem: Problem, depth: number, fewCuts: number): Asking<Sought> {
  const leaf = bestLeaf(problem);
  if (depth === 0 || problem.orderings.length === 0) return { best: leaf, byFirstColumn: [] };
  const found = yield* work(
    firstColumnTask,
    problem.orderings.map((_, ordering): Part => ({ problem, ordering, depth: Math.min(depth, 2) })),
  );
  const byFirstColumn = found.filter((tree) => tree !== undefined);
  const slack = slackOf(problem);
  const best = byFirstColumn.reduce<Shape>((one, tree) => (tree.value > one.value + slack ? tree : one), leaf);
  return { best: depth === 3 ? yield* treeOfThree(problem, best, fewCuts) : best, byFirstColumn };
}
