import { ascendingOrder } from '../../math/ascending-order.ts';
import { type EffectScores, unusable } from './effect-scores.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import type { ScoreEstimate } from './score-estimate.ts';
import { coefficientOf, contrastOf, type JointTest, jointTest, type ScoreRegression, scoreRegression } from './score-regression.ts';

/**
 * Groups of units of rising prediction, as equal in size as ties allow.
 *
 * Model    A unit is in group floor(groups times the share of weight below the middle of the units that are predicted alike): those predicted alike are never parted, and a group can be
 *          empty.
 * Shapes   0 for those predicted least, to groups - 1.
 */
export function predictionGroups(predictions: Float64Array, groups: number, weights?: Float64Array): Int32Array {
  const order = ascendingOrder([predictions]);
  const weightOf = (i: number): number => weights?.[i] ?? 1;
  let total = 0;
  for (const i of order) total += weightOf(i);
  const group = new Int32Array(predictions.length);
  let below = 0;
  for (let start = 0; start < order.length; ) {
    let [end, own] = [start, 0];
    while (end < order.length && predictions[order[end]] === predictions[order[start]]) own += weightOf(order[end++]);
    const of = Math.max(0, Math.min(groups - 1, Math.floor((groups * (below + own / 2)) / total)));
    for (; start < end; start++) group[order[start]] = of;
    below += own;
  }
  return group;
}

/** Effects by group of prediction. */
export interface SortedGroups {
  /** From the least to the most predicted; absent for a group that nobody is in. */
  readonly effects: readonly (ScoreEstimate | undefined)[];
  /** Units in each. */
  readonly units: readonly number[];
  /** The most predicted less the least. */
  readonly difference: ScoreEstimate;
  /** That all groups have one effect. */
  readonly joint?: JointTest;
}

/**
 * Sorted group average treatment effects (GATES) on one part of the units, by predictions of another.
 *
 * Model     Mean scores by group; HC3, or CR3 with clusters, and t of units less groups or clusters less one.
 * Shapes    one group a unit, see `predictionGroups`; made without the units' own outcomes.
 * Errors    nothing-varies where all are in one group; full-leverage for a group of one unit or cluster; those of `unusable`.
 * Source    Chernozhukov, Demirer, Duflo & Fernandez-Val (2025), Econometrica 93.
 */
export function sortedGroups(sample: EffectScores, group: Int32Array, groups: number): SortedGroups | HeterogeneityRefusal {
  const regression = groupRegression(sample, group, groups);
  if (isRefusal(regression)) return regression;
  const { means, present, units } = regression;
  const last = present.length - 1;
  const effects: (ScoreEstimate | undefined)[] = new Array(groups).fill(undefined);
  for (const [place, g] of present.entries()) effects[g] = coefficientOf(means, place);
  const joint = jointTest(differencesFromFirst(means), [...Array(last).keys()]);
  return { effects, units, difference: contrastOf(means, mostLessLeast(present.length)), ...(joint && { joint }) };
}

export const mostLessLeast = (groups: number): Float64Array => Float64Array.from({ length: groups }, (_, g) => (g === groups - 1 ? 1 : 0) - (g === 0 ? 1 : 0));

export interface GroupRegression {
  readonly means: ScoreRegression;
  /** Which groups somebody of positive weight is in. */
  readonly present: readonly number[];
  readonly units: readonly number[];
}

/** Any column's means by group. */
export function groupRegression(sample: EffectScores, group: Int32Array, groups: number): GroupRegression | HeterogeneityRefusal {
  const refusal = unusable(sample, { groups: group });
  if (refusal) return refusal;
  const units = new Array<number>(groups).fill(0);
  for (let i = 0; i < group.length; i++) if (sample.weights?.[i] !== 0) units[group[i]]++;
  const present = units.flatMap((count, g) => (count > 0 ? [g] : []));
  if (present.length < 2) return { kind: 'nothing-varies', what: 'groups' };
  const columns = present.map((g) => Float64Array.from(group, (of) => (of === g ? 1 : 0)));
  const means = scoreRegression(sample, { names: present.map((g) => `group ${g + 1}`), columns });
  return isRefusal(means) ? means : { means, present, units };
}

function differencesFromFirst({ coefficients, covariance, ...rest }: ScoreRegression): ScoreRegression {
  const k = coefficients.length;
  const q = k - 1;
  const turned = new Float64Array(q * q);
  for (let a = 0; a < q; a++)
    for (let b = 0; b < q; b++) turned[a * q + b] = covariance[(a + 1) * k + b + 1] - covariance[(a + 1) * k] - covariance[b + 1] + covariance[0];
  return { ...rest, coefficients: coefficients.slice(1).map((value) => value - coefficients[0]), covariance: turned };
}
