import { EstimandError } from '../../errors/estimand-error.ts';
import type { Features } from '../../models/features.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Effects, Scores } from '../benefit/sample.ts';
import { costsByUnit, netScores, spendUnder, type Worth } from './costs.ts';
import { type Limit, limitedBy } from './limit.ts';
import type { Counting, MeanEstimate } from './mean-errors.ts';
import { type PolicyTree, treeRule } from './policy-tree.ts';
import { gainOverRandom, policyGain, policyValue, sharesUnder } from './policy-value.ts';
import { rankedRule, type Threshold, thresholdOf } from './ranking.ts';
import { everyRow, type Rule, sameForAll } from './rule.ts';
import { learnTree } from './trees/learn-tree.ts';
import { type LimitedTree, limitedTree } from './trees/limited/limited-tree.ts';
import type { TreeOptions } from './trees/posed.ts';

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

/** A ranking by benefit and cost, as far as a limit lets it go. */
export interface HonestRanking extends PolicyWorth {
  readonly threshold: Threshold;
  readonly rule: Rule;
  readonly kept: KeptLimit;
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

export interface RankingOptions extends Worth, Pick<Counting, 'weights' | 'clusters'> {
  readonly limit: Limit;
}

/**
 * Those first who are expected to benefit most from what they use, until a limit is met: where that is, some units say, and what it is worth, others.
 *
 * Shapes   `benefits`: effects against control that are expected, by unit, not learned from the units that value; in the currency of the costs where there are any. The policy is the
 *          point of the cost curve of the same units at `kept.valuing`.
 * Units    of the outcome times its value, less costs.
 * Errors   targeting-parts; option-invalid.
 * Source   Sun, Du & Wager (2021), arXiv:2103.11066.
 */
export function rankAndValue(scores: Scores, benefits: Effects, parts: Parts, options: RankingOptions): HonestRanking {
  const { limit, costs, clusters, weights } = options;
  mustBeApart(parts, clusters);
  const limited = limitedBy(limit, costs, scores.ofArm.length, scores.ofArm[0].length);
  const counting = { ...(weights && { weights }), ...(clusters && { clusters }), rows: parts.valuing };
  const threshold = thresholdOf(benefits, limited, parts.learning, weights);
  const rule = rankedRule(threshold, benefits, limited.uses, everyRow(scores));
  const learning = spendUnder(rule, limited.uses, parts.learning, weights ? { weights } : {}).value;
  const kept = {
    limit: threshold.limit,
    most: limited.most,
    price: threshold.price,
    learning,
    valuing: spendUnder(rule, limited.uses, parts.valuing, counting),
  };
  return { threshold, rule, ...worthOf(netScores(scores, options), rule, costs, counting), kept };
}

/** What a rule is worth to some units, against the rules that need no learning. */
function worthOf(net: Scores, rule: Rule, costs: Worth['costs'], counting: Counting & { readonly rows: Int32Array }): PolicyWorth {
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
