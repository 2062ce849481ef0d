import type { EffectScores } from './effect-scores.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import { type DrawOptions, figureOf, rankedDraws } from './ranked-draws.ts';
import { places } from './ranked-sums.ts';
import type { ScoreEstimate } from './score-estimate.ts';

/** How shares of units are weighed: all alike (finds few units with large effects), or by their size (finds effects that differ throughout). */
export type RateWeighting = 'autoc' | 'qini';

/**
 * The rank-weighted average treatment effect of a rule: what is gained by treating those first whom the rule puts first, over treating the same number at random.
 *
 * Model     The area under the targeting curve, TOC(q) = effect on the share q of units with the highest priorities less the effect on all; shares weighed alike (AUTOC) or by q (Qini).
 *           Units of one priority count as their mean. Zero where the rule tells nothing of the effect. Errors over half-samples, of clusters where there are any.
 * Shapes    priorities by a rule that has not seen these units: on the rows that made it a rule looks good where there is nothing to find.
 * Units     of the outcome.
 * Errors    those of `rankedDraws`.
 * Source    Yadlowsky, Fleming, Shah, Brunskill & Wager (2025), JASA 120. Parity: grf rank_average_treatment_effect.
 */
export function rate(sample: EffectScores, priorities: Float64Array, weighting: RateWeighting, options: DrawOptions): ScoreEstimate | HeterogeneityRefusal {
  const draws = rankedDraws(sample, [priorities], options);
  return isRefusal(draws) ? draws : figureOf(draws, ([rule]) => rule[places[weighting]]);
}

/** What one rule gains over another by the same measure, seen on the same halves. */
export function rateDifference(
  sample: EffectScores,
  [rule, other]: readonly [Float64Array, Float64Array],
  weighting: RateWeighting,
  options: DrawOptions,
): ScoreEstimate | HeterogeneityRefusal {
  const draws = rankedDraws(sample, [rule, other], options);
  return isRefusal(draws) ? draws : figureOf(draws, ([one, two]) => one[places[weighting]] - two[places[weighting]]);
}
