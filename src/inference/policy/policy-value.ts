import type { Scores } from '../benefit/sample.ts';
import { type Counting, type MeanEstimate, meanEstimate } from './mean-errors.ts';
import { chanceUnder, everyRow, type Rule, underRule } from './rule.ts';

/**
 * What outcomes would be on average if a rule said who gets which arm.
 *
 * Model    the weighted mean of the doubly robust scores of the arms that the rule gives, or of their expectation where it draws.
 * Shapes   scores and rule by unit of the sample, of which `rows` are looked at.
 * Units    of the scores.
 * Errors   known to be right for a rule that was not chosen by looking at these rows.
 * Source   Athey & Wager (2021), Econometrica 89; Dudík, Erhan, Langford & Li (2014), Statistical Science 29.
 */
export function policyValue(scores: Scores, rule: Rule, counting: Counting = {}): MeanEstimate {
  const rows = counting.rows ?? everyRow(scores);
  return meanEstimate(underRule(rule, scores.ofArm, rows), rows, counting);
}

/** By how much more one rule brings than another, of the same units: what both have in common cancels, also in the error. */
export function policyGain(scores: Scores, rule: Rule, against: Rule, counting: Counting = {}): MeanEstimate {
  const rows = counting.rows ?? everyRow(scores);
  const [own, other] = [rule, against].map((one) => underRule(one, scores.ofArm, rows));
  return meanEstimate(
    own.map((value, i) => value - other[i]),
    rows,
    counting,
  );
}

/** The share of the population that a rule gives each arm. */
export function sharesUnder(rule: Rule, arms: number, rows: Int32Array, weights?: Float64Array): readonly number[] {
  const sums = new Array<number>(arms).fill(0);
  let total = 0;
  for (const unit of rows) {
    const weight = weights?.[unit] ?? 1;
    total += weight;
    for (let k = 0; k < arms; k++) sums[k] += weight * chanceUnder(rule, k, unit);
  }
  return sums.map((sum) => sum / total);
}

/**
 * By how much more a rule brings than drawing as many units for each arm: what choosing them is worth.
 *
 * Model    the sum over arms of the covariance of being given the arm and its score. That the shares are those of these rows is part of the error.
 */
export function gainOverRandom(scores: Scores, rule: Rule, counting: Counting = {}): MeanEstimate {
  const rows = counting.rows ?? everyRow(scores);
  const arms = scores.ofArm.length;
  const shares = sharesUnder(rule, arms, rows, counting.weights);
  const means = scores.ofArm.map(
    (_, k) => policyValue(scores, { kind: 'draw', chances: shares.map((__, other) => (other === k ? 1 : 0)) }, { ...counting, rows }).value,
  );
  const values = new Float64Array(rows.length);
  const adds = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < arms; k++) {
      const beyond = chanceUnder(rule, k, rows[i]) - shares[k];
      values[i] += beyond * scores.ofArm[k][rows[i]];
      adds[i] += beyond * (scores.ofArm[k][rows[i]] - means[k]);
    }
  }
  const { value } = meanEstimate(values, rows, counting);
  return meanEstimate(
    values,
    rows,
    counting,
    adds.map((add) => add - value),
  );
}
