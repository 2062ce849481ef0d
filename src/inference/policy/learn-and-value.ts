import { EstimandError } from '../../errors/estimand-error.ts';
import type { Features } from '../../models/features.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Scores } from '../benefit/sample.ts';
import { costsByUnit, netScores, spendUnder, type Worth } from './costs.ts';
import { type Limit, limitedBy } from './limit.ts';
import type { Counting, MeanEstimate } from './mean-errors.ts';
import { type PolicyTree, treeRule } from './policy-tree.ts';
import { gainOverRandom, policyGain, policyValue, sharesUnder } from './policy-value.ts';
import { type Rule, sameForAll } from './rule.ts';
import { learnTree, type TreeOptions } from './trees/learn-tree.ts';
import { type LimitedTree, limitedTree } from './trees/limited-tree.ts';

/** Units that learn a rule, and others that say what it is worth, by their places. */
export interface Parts {
  readonly learning: Int32Array;
  readonly valuing: Int32Array;
}

export interface PolicyOptions extends Omit<TreeOptions, 'weights'>, Worth, Pick<Counting, 'weights' | 'clusters'> {
  readonly limit?: Limit;
}

/** What a rule is worth: of units that it was not learned from. */
export interface PolicyWorth {
  readonly value: MeanEstimate;
  /** Against control for everybody. */
  readonly overNobody: MeanEstimate;
  /** Against each treatment for everybody, in their order. */
  readonly overEverybody: readonly MeanEstimate[];
  /** Against drawing as many units for each arm. */
  readonly overRandom: MeanEstimate;
  /** The share of units that each arm is given to. */
  readonly shares: readonly number[];
  readonly spend?: MeanEstimate;
}

/** What became of a limit: on the units that learned, where it is kept, and on the others, where it is so up to chance. */
export interface KeptLimit extends Pick<LimitedTree, 'limit' | 'most' | 'price'> {
  readonly learning: number;
  readonly valuing: MeanEstimate;
}

export interface HonestPolicy extends PolicyWorth {
  readonly tree: PolicyTree;
  readonly exact: boolean;
  readonly kept?: KeptLimit;
}

/**
 * A policy tree that some units learn, and what it is worth to others. What it seemed to be worth to those that learned it, which is too much, is not told.
 *
 * Shapes   scores, features, weights and clusters by unit; parts by places, with no unit and no cluster in both.
 * Units    of the outcome times its value, less costs.
 * Errors   targeting-parts; as `learnTree` and `limitedTree`.
 * Source   Athey & Wager (2021), Econometrica 89; Athey & Imbens (2016), PNAS 113.
 */
export function* learnAndValue(scores: Scores, features: Features, parts: Parts, options: PolicyOptions = {}): Asking<HonestPolicy> {
  mustBeApart(parts, options.clusters);
  const { limit, value, costs, clusters, ...tree } = options;
  const arms = scores.ofArm.length;
  const net = netScores(scores, options);
  const counting = { ...(options.weights && { weights: options.weights }), ...(clusters && { clusters }), rows: parts.valuing };
  if (!limit) {
    const { tree: found, exact } = yield* learnTree(net, features, parts.learning, { ...tree, ...preferredBy(costs, arms, features.units, parts.learning) });
    return { tree: found, exact, ...worthOf(net, treeRule(found, features), costs, counting) };
  }
  const limited = limitedBy(limit, costs, arms, features.units);
  const found = yield* limitedTree(net, features, parts.learning, limited, tree);
  const rule = treeRule(found.tree, features);
  const kept = {
    limit: found.limit,
    most: found.most,
    price: found.price,
    learning: found.uses,
    valuing: spendUnder(rule, limited.uses, parts.valuing, counting),
  };
  return { tree: found.tree, exact: found.exact, ...worthOf(net, rule, costs, counting), kept };
}

/** What a rule is worth to some units, against the rules that need no learning. */
export function worthOf(net: Scores, rule: Rule, costs: Worth['costs'], counting: Counting & { readonly rows: Int32Array }): PolicyWorth {
  const arms = net.ofArm.length;
  const against = (arm: number): MeanEstimate => policyGain(net, rule, sameForAll(arm, arms), counting);
  return {
    value: policyValue(net, rule, counting),
    overNobody: against(0),
    overEverybody: Array.from({ length: arms - 1 }, (_, k) => against(k + 1)),
    overRandom: gainOverRandom(net, rule, counting),
    shares: sharesUnder(rule, arms, counting.rows, counting.weights),
    ...(costs && { spend: spendUnder(rule, costsByUnit(costs, arms, net.ofArm[0].length), counting.rows, counting) }),
  };
}

/** Where arms are worth the same, the cheaper. */
function preferredBy(costs: Worth['costs'], arms: number, units: number, rows: Int32Array): Pick<TreeOptions, 'preferred'> {
  if (!costs) return {};
  const sums = costsByUnit(costs, arms, units).map((cost) => rows.reduce((sum, unit) => sum + cost[unit], 0));
  return { preferred: [...sums.keys()].sort((a, b) => sums[a] - sums[b] || a - b) };
}

function mustBeApart({ learning, valuing }: Parts, clusters: Int32Array | undefined): void {
  const nameOf = (unit: number): number => clusters?.[unit] ?? unit;
  const learned = new Set(Array.from(learning, nameOf));
  const both = valuing.reduce((count, unit) => count + (learned.has(nameOf(unit)) ? 1 : 0), 0);
  if (both > 0) throw new EstimandError('targeting-parts', { units: both, together: clusters !== undefined });
  if (valuing.length < 2) throw new EstimandError('targeting-few', { units: valuing.length, least: 2 });
}
