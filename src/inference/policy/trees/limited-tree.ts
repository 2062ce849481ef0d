import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Features } from '../../../models/features.ts';
import type { Asking } from '../../../relation/asking.ts';
import type { Scores } from '../../benefit/sample.ts';
import { aboveEverybody, type Limited } from '../limit.ts';
import { meanEstimate } from '../mean-errors.ts';
import { treeRule } from '../policy-tree.ts';
import { underRule } from '../rule.ts';
import { type LearnedTree, learnTree, type TreeOptions } from './learn-tree.ts';

/** A tree that keeps a limit on the units it was learned from. */
export interface LimitedTree extends LearnedTree {
  /** `above-everybody`: nothing that could be given would break the limit. `slack`: the best of all trees keeps it. */
  readonly limit: 'above-everybody' | 'slack' | 'binding';
  /** What it uses of what is limited, a unit of the learning units on average, and the most. */
  readonly uses: number;
  readonly most: number;
  /** What one more of it would bring: scores are compared less this times what is used. */
  readonly price: number;
  /** No tree of the class that keeps the limit can have a larger objective. */
  readonly bound: number;
}

/** More searches than any limit took. */
const mostSearches = 50;

/**
 * The policy tree with the largest sum of scores among those that keep a limit.
 *
 * Model    what is used has a price, and trees are sought for scores less the price of what they use. Of the two trees that bracket the limit, the price at which they are worth the
 *          same is tried next; where no tree beats both, the one that keeps the limit is the answer. It is exact among trees that are best at some price; `bound` says how much better
 *          one that is best at none could be.
 * Shapes   `limited` and scores by unit.
 * Errors   targeting-budget when even the tree that uses least breaks the limit; as `learnTree`.
 * Source   Everett (1963), Operations Research 11; Eisner & Severance (1976), Journal of the ACM 23.
 */
export function* limitedTree(scores: Scores, features: Features, rows: Int32Array, limited: Limited, options: TreeOptions = {}): Asking<LimitedTree> {
  const { uses, most } = limited;
  const preferred = options.preferred ?? byUse(uses, rows);
  const counting = options.weights ? { weights: options.weights } : {};
  const total = rows.reduce((sum, unit) => sum + (options.weights?.[unit] ?? 1), 0);
  function* priced(price: number): Asking<LimitedTree> {
    const ofArm = scores.ofArm.map((score, k) => score.map((one, i) => (price === Infinity ? -uses[k][i] : one - price * uses[k][i])));
    const found = yield* learnTree({ ofArm }, features, rows, { ...options, preferred });
    const rule = treeRule(found.tree, features);
    const objective = total * meanEstimate(underRule(rule, scores.ofArm, rows), rows, counting).value;
    const used = meanEstimate(underRule(rule, uses, rows), rows, counting).value;
    return { ...found, objective, uses: used, most, price, limit: 'binding', bound: objective };
  }
  const free = yield* priced(0);
  if (aboveEverybody(limited, rows, options.weights)) return { ...free, limit: 'above-everybody' };
  const slack = 1e-12 * Math.max(1, Math.abs(most));
  if (free.uses <= most + slack) return { ...free, limit: 'slack' };
  let within = yield* priced(Infinity);
  if (within.uses > most + slack) throw new EstimandError('targeting-budget', { least: within.uses, most });
  let beyond = free;
  let price = 0;
  for (let search = 0; search < mostSearches; search++) {
    price = (beyond.objective - within.objective) / (total * (beyond.uses - within.uses));
    const next = yield* priced(price);
    const worth = (one: LimitedTree): number => one.objective - price * total * one.uses;
    if (!(worth(next) > worth(within) + 1e-9 * Math.abs(beyond.objective - within.objective))) break;
    if (next.uses <= most + slack) within = next;
    else beyond = next;
  }
  const bound = within.objective + price * total * (most - within.uses);
  return { ...within, price, bound, exact: within.exact && bound - within.objective <= 1e-9 * Math.abs(beyond.objective - within.objective) };
}

/** Arms from the one that uses least on average. */
function byUse(uses: readonly Float64Array[], rows: Int32Array): readonly number[] {
  const sums = uses.map((use) => rows.reduce((sum, unit) => sum + use[unit], 0));
  return [...sums.keys()].sort((a, b) => sums[a] - sums[b] || a - b);
}
