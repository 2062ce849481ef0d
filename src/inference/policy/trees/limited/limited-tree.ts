import { EstimandError } from '../../../../errors/estimand-error.ts';
import type { Features } from '../../../../models/features.ts';
import { type Asking, work } from '../../../../relation/asking.ts';
import type { Scores } from '../../../benefit/sample.ts';
import { aboveEverybody, type Limited } from '../../limit.ts';
import { type LearnedTree, toldTree } from '../learn-tree.ts';
import { posed, type TreeOptions, weightedBy } from '../posed.ts';
import { placesOf, type Shape, slackOf } from '../problem.ts';
import { pruned, sumUnder } from '../pruned.ts';
import type { Bracket } from './bracket.ts';
import { bestChoice, type UsingProblem } from './every-cut.ts';
import { improveWithinTask, usedBy } from './improve-within.ts';
import { bestAt, bracketed, measured } from './prices.ts';
import { leafOf, shapeOf } from './shapes.ts';

/** A tree that keeps a limit on the units it was learned from. */
export interface LimitedTree extends LearnedTree {
  /** `above-everybody`: nothing that could be given would break the limit. `slack`: the best of all trees keeps it. */
  readonly limit: 'above-everybody' | 'slack' | 'binding';
  /** What it uses of what is limited, a unit of the learning units on average, and the most. */
  readonly uses: number;
  readonly most: number;
  /** What one more of it would bring, as far as trees tell that are best at some price: at this one, two of them on both sides of the limit are worth the same. */
  readonly price: number;
  /** No tree of the class that keeps the limit can have a larger objective; of three questions as far as the search at prices tells. */
  readonly bound: number;
}

/**
 * The policy tree with the largest sum of scores among those that keep a limit.
 *
 * Model    of at most one question exact: every cut of every column with any two arms, by one pass through its sums. Of two and three a search: what is used has a price, and the best
 *          trees at prices are sought whose uses lie on both sides of the limit; from these, from the best of each first column at the last price and from the tree of one question less,
 *          trees that keep the limit are improved in turns, one cut after the other, until nothing improves (`improvedWithin`). Never worse than the trees at prices; `bound` says how
 *          much better another could be.
 * Shapes   `limited` and scores by unit. Levels that are cut in order are in that of what arms bring without a limit.
 * Errors   targeting-budget when even the tree that uses least breaks the limit; as `learnTree`.
 * Source   prices: Everett (1963), Operations Research 11; Eisner & Severance (1976), Journal of the ACM 23. Turns: Carreira-Perpiñán & Tavallali (2018), NeurIPS 31.
 */
export function* limitedTree(scores: Scores, features: Features, rows: Int32Array, limited: Limited, options: TreeOptions = {}): Asking<LimitedTree> {
  const question = posed(scores, features, rows, { ...options, preferred: options.preferred ?? byUse(limited.uses, rows) });
  const problem = { ...question.problem, uses: weightedBy(limited.uses, rows, options.weights) };
  const asked = { ...question, problem };
  const total = rows.reduce((sum, unit) => sum + (options.weights?.[unit] ?? 1), 0);
  const room = total * (limited.most + 1e-12 * Math.max(1, Math.abs(limited.most)));
  function told(shape: Shape, price: number): LimitedTree {
    const found = toldTree(asked, shape, features);
    return { ...found, uses: usedBy(problem, shape, placesOf(problem)) / total, most: limited.most, price, limit: 'binding', bound: found.objective };
  }
  const free = yield* bestAt(asked, 0);
  const best = told(pruned(problem, free.best.shape), 0);
  if (aboveEverybody(limited, rows, options.weights)) return { ...best, limit: 'above-everybody' };
  if (best.uses * total <= room) return { ...best, limit: 'slack' };
  const ofOne = bestOfOne(problem, room, Math.min(asked.depth, 1));
  const within = ofOne ? measured(asked, ofOne) : (yield* bestAt(asked, Infinity)).best;
  if (within.use > room) throw new EstimandError('targeting-budget', { least: within.use / total, most: limited.most });
  const bracket = yield* bracketed(asked, { within, beyond: free.best }, room);
  const shape = asked.depth < 2 ? within.shape : yield* improvedFrom(problem, [within.shape], bracket, room, asked.depth);
  const found = told(prunedWithin(problem, shape, room), bracket.price);
  const bound = asked.depth < 2 ? found.objective : Math.max(found.objective, bracket.bound);
  return { ...found, bound, exact: found.exact && bound - found.objective <= 1e-9 * Math.abs(free.best.worth - within.worth) };
}

/** The best of the trees that come of all starts: those that keep the limit, and first cuts of others. */
function* improvedFrom(problem: UsingProblem, known: readonly Shape[], bracket: Bracket, room: number, depth: number): Asking<Shape> {
  const less = depth > 2 ? [yield* improvedFrom(problem, known, bracket, room, depth - 1)] : known;
  const rows = placesOf(problem);
  const above = sumUnder(problem, known[0], rows);
  const { price } = bracket;
  const found = yield* work(
    improveWithinTask,
    [...less, bracket.within.shape, bracket.beyond.shape, ...bracket.byFirstColumn]
      .filter((from) => depthOf(from) <= depth || usedBy(problem, from, rows) > room)
      .map((from) => ({ problem, depth, room, price, from, above })),
  );
  const slack = slackOf(problem);
  return found.filter((tree) => tree !== undefined).reduce((best, tree) => (tree.value > best.value + slack ? tree : best));
}

const depthOf = (shape: Shape): number => (shape.kind === 'leaf' ? 0 : 1 + Math.max(depthOf(shape.left), depthOf(shape.right)));

/** The best tree of at most one question that keeps the limit, if any does. */
function bestOfOne(problem: UsingProblem, room: number, depth: number): Shape | undefined {
  const choice = bestChoice(depth === 0 ? { ...problem, orderings: [] } : problem, placesOf(problem), room);
  return choice && shapeOf(choice, leafOf);
}

/** Without cuts that change nothing, unless what is left of it would break the limit by a hair. */
function prunedWithin(problem: UsingProblem, shape: Shape, room: number): Shape {
  const less = pruned(problem, shape);
  return usedBy(problem, less, placesOf(problem)) <= room ? less : shape;
}

/** Arms from the one that uses least on average. */
function byUse(uses: readonly Float64Array[], rows: Int32Array): readonly number[] {
  const sums = uses.map((use) => rows.reduce((sum, unit) => sum + use[unit], 0));
  return [...sums.keys()].sort((a, b) => sums[a] - sums[b] || a - b);
}
