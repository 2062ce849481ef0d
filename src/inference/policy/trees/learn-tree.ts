import type { Features } from '../../../models/features.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { Scores } from '../../benefit/sample.ts';
import type { PolicyTree } from '../policy-tree.ts';
import { type Posed, posed, type TreeOptions } from './posed.ts';
import { placesOf, type Shape } from './problem.ts';
import { pruned, sumUnder } from './pruned.ts';
import { sought } from './sought.ts';
import { treeOf } from './to-tree.ts';

/** What was learned of some units. The value on them is no estimate of what the tree brings. */
export interface LearnedTree {
  readonly tree: PolicyTree;
  /** The sum over the learning units of their scores under the tree, weights counted: what was made as large as possible. */
  readonly objective: number;
  /** Is no tree of this class better on these units? Its class is that of the depth, the least leaf and the way in which levels are cut. */
  readonly exact: boolean;
}

/**
 * The policy tree with the largest sum of scores over some units.
 *
 * Model    exact for depths 1 and 2: every cut of every column, its second cuts found by trees of running sums (`bestOfOneCut`), p² n log n for each pair of arms where looking
 *          through all takes p² n². Depth 3 is a search (`treeOfThree`), never worse than the exact tree of depth 2. Numbers are cut at the plainest number between two neighbours.
 *          Unknown values go to either side of a cut, whichever is better, or are asked about by themselves. Columns of levels: `one-against-rest` is exact among trees whose cuts set
 *          one level apart; `ordered` cuts levels in the order of what the arms bring on average, exact among all subsets only where there are two arms and one cut. Of trees that
 *          bring the same, the one with less treatment, and no cut that changes nothing.
 * Shapes   scores and features by unit, of which `rows` are learned from; one part of the work for each column (each level of one): the same tree however they are divided.
 * Units    of the scores.
 * Errors   option-invalid; targeting-infinite; targeting-scores when one is not a finite number; targeting-few when there are fewer units than a leaf must have.
 * Source   Zhou, Athey & Wager (2023), Operations Research 71; Sverdrup, Kanodia, Zhou, Athey & Wager (2020), JOSS 5; unknown values: Twala, Jones & Hand (2008), Pattern
 *          Recognition Letters 29.
 */
export function* learnTree(scores: Scores, features: Features, rows: Int32Array, options: TreeOptions = {}): Asking<LearnedTree> {
  const asked = posed(scores, features, rows, options);
  const { best } = yield* sought(asked.problem, asked.depth, asked.fewCuts);
  return toldTree(asked, pruned(asked.problem, best), features);
}

/** A tree that was found, as it is told. */
export function toldTree({ problem, weighted, depth, fewCuts, everyCut }: Posed, shape: Shape, features: Features): LearnedTree {
  const rows = placesOf(problem);
  return {
    tree: treeOf(shape, problem.orderings, features, rows),
    objective: sumUnder({ ...problem, gains: weighted }, shape, rows),
    exact: everyCut && (depth < 3 || problem.orderings.every(({ size }) => size - 1 <= fewCuts)),
  };
}
