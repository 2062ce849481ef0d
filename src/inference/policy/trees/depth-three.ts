import { type Asking, work } from '../../../relation/asking.ts';
import type { Task } from '../../../relation/requests.ts';
import { improved } from './improve.ts';
import type { Ordering } from './orderings.ts';
import { type Problem, type Shape, slackOf } from './problem.ts';
import { bestTree, treeFrom } from './search.ts';
import { joining } from './second-cuts.ts';

/** Trees whose first cut was best among few are made exact below it: so many. */
const refined = 5;

interface FirstCut {
  readonly ordering: number;
  readonly code: number;
}

interface FewCuts extends Problem {
  /** By ordering: the last code that each code of few stands for. */
  readonly lasts: readonly Int32Array[];
}

/** The best first cut of one ordering where all cuts are among few. */
export const fewCutsTask: Task<{ readonly problem: FewCuts; readonly ordering: number }, (FirstCut & { readonly value: number }) | undefined> = {
  name: 'policy-tree-few-cuts',
  run: ({ problem, ordering }) => {
    const slack = slackOf(problem);
    const { starts, rows } = joining(problem.orderings[ordering].codes, problem.orderings[ordering].size);
    let best: (FirstCut & { readonly value: number }) | undefined;
    for (let code = 0; code + 2 < starts.length; code++) {
      if (starts[code + 1] < problem.leastLeaf || rows.length - starts[code + 1] < problem.leastLeaf) continue;
      const { value } = treeFrom(problem, ordering, code, 3);
      if (!best || value > best.value + slack) best = { ordering, code: problem.lasts[ordering][code], value };
    }
    return best;
  },
};

/** The tree below a first cut, exact on both sides, and then improved in turns. */
export const refinedTask: Task<{ readonly problem: Problem } & FirstCut, Shape> = {
  name: 'policy-tree-refined',
  run: ({ problem, ordering, code }) => improved(problem, treeFrom(problem, ordering, code, 3), (side) => bestTree(side, 2)),
};

/**
 * A tree of three questions by search.
 *
 * Model    where all cuts are among a few of each column, at about equal numbers of rows, the best tree of depth 3 is found by trying all first cuts. The best of these, and the first cut
 *          of the best tree of depth 2, get exact trees of depth 2 on both sides, and are improved in turns. Exact where columns have no more cuts than few.
 */
export function* treeOfThree(problem: Problem, ofTwo: Shape, few: number): Asking<Shape> {
  const coarse = withFewCuts(problem, few);
  const found = yield* work(
    fewCutsTask,
    problem.orderings.map((_, ordering) => ({ problem: coarse, ordering })),
  );
  const first = found
    .filter((cut) => cut !== undefined)
    .toSorted((a, b) => b.value - a.value || a.ordering - b.ordering)
    .slice(0, refined);
  const ofTwoToo = ofTwo.kind === 'cut' && !first.some(({ ordering, code }) => ordering === ofTwo.ordering && code === ofTwo.code) ? [ofTwo] : [];
  const trees = yield* work(
    refinedTask,
    [...ofTwoToo, ...first].map(({ ordering, code }) => ({ problem, ordering, code })),
  );
  const slack = slackOf(problem);
  return trees.reduce((best, tree) => (tree.value > best.value + slack ? tree : best), ofTwo);
}

/** The same where all cuts of a column are among a few, at about equal numbers of rows. */
export function withFewCuts(problem: Problem, few: number): FewCuts {
  const grouped = problem.orderings.map((ordering) => groupsOf(ordering, few + 1));
  return {
    ...problem,
    orderings: problem.orderings.map((ordering, j) => ({
      ...ordering,
      codes: ordering.codes.map((code) => grouped[j].of[code]),
      size: grouped[j].lasts.length,
    })),
    lasts: grouped.map(({ lasts }) => lasts),
  };
}

/** Codes in at most so many groups of about as many rows. */
function groupsOf({ codes, size }: Ordering, most: number): { readonly of: Int32Array; readonly lasts: Int32Array } {
  const { starts } = joining(codes, size);
  const shareOf = (code: number): number => (size <= most ? code : Math.floor(((starts[code + 1] - 1) * most) / codes.length));
  const of = new Int32Array(size);
  const lasts: number[] = [];
  for (let code = 0; code < size; code++) {
    of[code] = lasts.length;
    if (code + 1 === size || shareOf(code) !== shareOf(code + 1)) lasts.push(code);
  }
  return { of, lasts: Int32Array.from(lasts) };
}
