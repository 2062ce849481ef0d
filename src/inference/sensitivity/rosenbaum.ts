import { binomialUpperTail } from '../../math/distributions/binomial.ts';
import { normalQuantile, normalTail } from '../../math/distributions/normal.ts';
import { averageRanks, roundingOf } from './average-ranks.ts';
import { walshRoot } from './walsh-root.ts';

/** From the smallest to the largest that hidden bias of a given size allows. */
export interface BiasBounds {
  readonly low: number;
  readonly high: number;
}

/** Within a pair, the chance that the unit which was treated is the one with the larger hidden cause: at most. */
const mostLikely = (gamma: number): number => gamma / (1 + gamma);

/**
 * One-sided p-values of matched pairs that a hidden cause could make of no effect: two alike units may differ in their odds of treatment by
 * the factor gamma.
 *
 * Model     Wilcoxon's signed rank statistic, normal approximation: the treated unit has the larger outcome with chance between 1 / (1 + gamma) and
 *           gamma / (1 + gamma). Ties share ranks; pairs that do not differ are ranked, and add nothing.
 * Shapes    differences: treated less control, one a pair. For effects downwards hand in the negative.
 * Source    Rosenbaum (2002), Observational Studies, section 4.3; R rbounds `psens`, whose mean counts them too.
 */
export function signedRankBounds(differences: Float64Array, gamma: number): BiasBounds {
  const ranks = averageRanks(differences.map(Math.abs));
  const rounding = roundingOf(differences);
  let [statistic, sum, squares] = [0, 0, 0];
  for (const [i, rank] of ranks.entries()) {
    if (Math.abs(differences[i]) <= rounding) continue;
    if (differences[i] > 0) statistic += rank;
    sum += rank;
    squares += rank * rank;
  }
  const deviation = Math.sqrt(squares * mostLikely(gamma) * (1 - mostLikely(gamma)));
  const tail = (chance: number): number => (deviation > 0 ? normalTail((statistic - chance * sum) / deviation) : 1);
  return { low: tail(1 - mostLikely(gamma)), high: tail(mostLikely(gamma)) };
}

/**
 * The range of an additive effect's estimates, and of its interval, that a hidden cause allows.
 *
 * Model     Hodges and Lehmann's estimate sets the signed rank statistic of differences less the effect to its mean under the bias; limits set it so many
 *           standard deviations off.
 * Units     those of the outcome.
 * Source    Rosenbaum (1993), JASA 88; Rosenbaum (2002), section 4.3.4 and 4.3.5; R rbounds `hlsens` on a grid.
 */
export function hodgesLehmannBounds(differences: Float64Array, gamma: number, level = 0.95): { readonly estimate: BiasBounds; readonly interval: BiasBounds } {
  const sorted = differences.slice().sort();
  const n = sorted.length;
  const pairs = (n * (n + 1)) / 2;
  const chance = mostLikely(gamma);
  const off = -normalQuantile((1 - level) / 2) * Math.sqrt(((n * (n + 1) * (2 * n + 1)) / 6) * chance * (1 - chance));
  const between = (from: number, to: number): BiasBounds => ({ low: walshRoot(sorted, to), high: walshRoot(sorted, from) });
  return {
    estimate: between((1 - chance) * pairs, chance * pairs),
    interval: between((1 - chance) * pairs - off, chance * pairs + off),
  };
}

/**
 * The same bounds for a binary outcome, of which only pairs that differ tell: how many treated had it and their control not, and the reverse.
 *
 * Model     McNemar's test, exact: binomial with chance 1 / (1 + gamma) to gamma / (1 + gamma).
 * Source    Rosenbaum (2002), section 4.3.2; R rbounds `binarysens`.
 */
export function mcNemarBounds(treatedOnly: number, controlOnly: number, gamma: number): BiasBounds {
  const tail = (chance: number): number => binomialUpperTail(treatedOnly, treatedOnly + controlOnly, chance);
  return { low: tail(1 - mostLikely(gamma)), high: tail(mostLikely(gamma)) };
}

/** A treated unit's outcome with those of its controls. */
export interface MatchedOutcomes {
  readonly treated: number;
  readonly controls: ArrayLike<number>;
}

/**
 * The bounds for sets of one treated unit and several controls.
 *
 * Model     sum of the aligned ranks of the treated: outcomes less the mean of their set are ranked together. In each set the hidden cause is as
 *           makes the mean largest, and of such the variance (smallest for the lower bound); normal approximation.
 * Source    Hodges & Lehmann (1962); Gastwirth, Krieger & Rosenbaum (2000), JRSS B 62; Rosenbaum (2002), section 4.4.
 */
export function alignedRankBounds(sets: readonly MatchedOutcomes[], gamma: number): BiasBounds {
  const aligned = sets.flatMap(({ treated, controls }) => {
    const outcomes = [treated, ...Array.from(controls)];
    const mean = outcomes.reduce((sum, outcome) => sum + outcome, 0) / outcomes.length;
    return outcomes.map((outcome) => outcome - mean);
  });
  const ranks = averageRanks(Float64Array.from(aligned));
  let statistic = 0;
  let at = 0;
  const upper = { mean: 0, variance: 0 };
  const lower = { mean: 0, variance: 0 };
  for (const { controls } of sets) {
    const own = ranks.slice(at, at + 1 + controls.length);
    at += own.length;
    statistic += own[0];
    const worst = extremeMoments(own.sort(), gamma);
    upper.mean += worst.mean;
    upper.variance += worst.variance;
    // The least mean is minus the largest of the negatives.
    const best = extremeMoments(own.map((rank) => -rank).reverse(), gamma);
    lower.mean -= best.mean;
    lower.variance += best.variance;
  }
  const tail = ({ mean, variance }: typeof upper): number => (variance > 0 ? normalTail((statistic - mean) / Math.sqrt(variance)) : 1);
  return { low: tail(lower), high: tail(upper) };
}

/** Largest mean, and of equal ones largest variance, of a score that is drawn from ascending ones with odds of one or gamma. */
function extremeMoments(scores: Float64Array, gamma: number): { readonly mean: number; readonly variance: number } {
  let found = { mean: Number.NEGATIVE_INFINITY, variance: 0 };
  for (let plain = 1; plain < Math.max(scores.length, 2); plain++) {
    let [weight, sum, squares] = [0, 0, 0];
    for (const [i, score] of scores.entries()) {
      const odds = i < plain ? 1 : gamma;
      weight += odds;
      sum += odds * score;
      squares += odds * score * score;
    }
    const mean = sum / weight;
    const variance = squares / weight - mean * mean;
    if (mean > found.mean || (mean === found.mean && variance > found.variance)) found = { mean, variance };
  }
  return found;
}

/**
 * The largest bias at which a one-sided p-value still is at most `significance`: what a hidden cause must be stronger than to explain the effect away.
 * Undefined where it is not even without one; Infinity where it still is at a million.
 */
export function gammaWhereLost(highestPValue: (gamma: number) => number, significance: number): number | undefined {
  if (!(highestPValue(1) <= significance)) return undefined;
  let [low, high] = [0, Math.log(1e6)];
  if (highestPValue(Math.exp(high)) <= significance) return Number.POSITIVE_INFINITY;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (highestPValue(Math.exp(middle)) <= significance) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}
