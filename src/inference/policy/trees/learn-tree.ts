import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Features } from '../../../models/features.ts';
import { type Asking, work } from '../../../relation/asking.ts';
import type { Task } from '../../../relation/requests.ts';
import type { Scores } from '../../benefit/sample.ts';
import type { PolicyTree } from '../policy-tree.ts';
import { treeOfThree } from './depth-three.ts';
import { type LevelCuts, type Ordering, orderingsOf } from './orderings.ts';
import { bestLeaf, type Problem, type Shape, scaleOf, slackOf } from './problem.ts';
import { pruned, sumUnder } from './pruned.ts';
import { bestTreeFrom } from './search.ts';
import { treeOf } from './to-tree.ts';

export interface TreeOptions {
  /** Questions on the way to an arm. */
  readonly depth?: 0 | 1 | 2 | 3;
  /** The fewest units of a leaf. */
  readonly leastLeaf?: number;
  /** How columns of levels are cut. */
  readonly levels?: LevelCuts;
  /** At most so many cuts of a column of numbers: faster, and no longer exact where it has more values. */
  readonly mostCuts?: number;
  /** Of depth 3: among how many cuts of a column the search begins; where no column has more, it is exact. */
  readonly fewCuts?: number;
  readonly weights?: Float64Array;
  /** Arms from the one that is preferred where several are worth the same; default: as they are numbered, control first. */
  readonly preferred?: readonly number[];
}

const treeDefaults = { depth: 2, leastLeaf: 1, levels: 'one-against-rest', fewCuts: 15 } as const;

/** What was learned of some units. The value on them is no estimate of what the tree brings. */
export interface LearnedTree {
  readonly tree: PolicyTree;
  /** The sum over the learning units of their scores under the tree, weights counted: what was made as large as possible. */
  readonly objective: number;
  /** Is no tree of this class better on these units? Its class is that of the depth, the least leaf and the way in which levels are cut. */
  readonly exact: boolean;
}

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

/** A treatment must bring this part of what scores differ by, or is not given: what is less is taken for a tie. */
const tie = 2 ** -32;

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
  const { depth, fewCuts } = { ...treeDefaults, ...options };
  mustBeWhole('depth', depth, 0, 3);
  mustBeWhole('fewCuts', fewCuts);
  const { problem, orderings, weighted } = problemOf(scores, features, rows, options);
  const ofTwo = yield* exactTree(problem, Math.min(depth, 2));
  const best = depth === 3 && orderings.length > 0 ? yield* treeOfThree(problem, ofTwo, fewCuts) : ofTwo;
  const kept = pruned(problem, best);
  const places = Int32Array.from(rows, (_, i) => i);
  const binned = options.mostCuts !== undefined && orderings.some(({ means }) => means.some((one) => one.kind === 'range' && one.low < one.high));
  return {
    tree: treeOf(kept, orderings, features, places),
    objective: sumUnder({ ...problem, gains: weighted }, kept, places),
    exact: !binned && (depth < 3 || orderings.every(({ size }) => size - 1 <= fewCuts)),
  };
}

function* exactTree(problem: Problem, depth: number): Asking<Shape> {
  const leaf = bestLeaf(problem);
  if (depth === 0 || problem.orderings.length === 0) return leaf;
  const found = yield* work(
    firstColumnTask,
    problem.orderings.map((_, ordering): Part => ({ problem, ordering, depth })),
  );
  const slack = slackOf(problem);
  return found.reduce<Shape>((best, tree) => (tree && tree.value > best.value + slack ? tree : best), leaf);
}

interface Posed {
  readonly problem: Problem;
  readonly orderings: readonly Ordering[];
  /** Scores by row, weights counted, ties as they are. */
  readonly weighted: readonly Float64Array[];
}

function problemOf(scores: Scores, features: Features, rows: Int32Array, options: TreeOptions): Posed {
  const { leastLeaf, levels } = { ...treeDefaults, ...options };
  mustBeWhole('leastLeaf', leastLeaf);
  if (options.mostCuts !== undefined) mustBeWhole('mostCuts', options.mostCuts);
  if (rows.length < leastLeaf || rows.length === 0) throw new EstimandError('targeting-few', { units: rows.length, least: leastLeaf });
  const arms = [...scores.ofArm.keys()];
  const { preferred = arms } = options;
  if (preferred.length !== arms.length || !arms.every((arm) => preferred.includes(arm)))
    throw new EstimandError('option-invalid', {
      option: 'preferred',
      found: `[${preferred.join(', ')}]`,
      asked: `each of the arms 0 to ${arms.length - 1} once`,
    });
  mustBeScores(scores, rows);
  mustBeFinite(features, rows);
  const weighted = scores.ofArm.map((score) => Float64Array.from(rows, (unit) => score[unit] * (options.weights?.[unit] ?? 1)));
  const benefit = Float64Array.from(rows, (_, i) => Math.max(...weighted.slice(1).map((gain) => gain[i])) - weighted[0][i]);
  const orderings = orderingsOf(features, rows, benefit, { levels, ...(options.mostCuts !== undefined && { mostCuts: options.mostCuts }) });
  return { problem: { orderings, gains: withoutTies(weighted, preferred), leastLeaf }, orderings, weighted };
}

/** Each arm less a hair for each that is preferred to it. */
function withoutTies(gains: readonly Float64Array[], preferred: readonly number[]): readonly Float64Array[] {
  const hair = (tie * scaleOf(gains)) / gains[0].length / Math.max(1, gains.length - 1);
  return gains.map((gain, k) => gain.map((one) => one - hair * preferred.indexOf(k)));
}

function mustBeWhole(option: string, value: number, least = 1, most = Infinity): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const asked = most < Infinity ? `a whole number from ${least} to ${most}` : `a whole number from ${least}`;
  throw new EstimandError('option-invalid', { option, found: String(value), asked });
}

function mustBeScores({ ofArm }: Scores, rows: Int32Array): void {
  const units = rows.reduce((count, unit) => count + (ofArm.every((score) => Number.isFinite(score[unit])) ? 0 : 1), 0);
  if (units > 0) throw new EstimandError('targeting-scores', { units });
}

function mustBeFinite({ columns }: Features, rows: Int32Array): void {
  for (const { name, values } of columns) {
    const infinite = rows.reduce((count, unit) => count + (Math.abs(values[unit]) === Infinity ? 1 : 0), 0);
    if (infinite > 0) throw new EstimandError('targeting-infinite', { column: name, units: infinite });
  }
}
