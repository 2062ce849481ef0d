import { INTERCEPT } from '../../moments/terms.ts';
import { type EffectScores, unusable } from './effect-scores.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import { limitsOf, type ScoreEstimate } from './score-estimate.ts';
import { coefficientOf, scoreRegression } from './score-regression.ts';

/** A control and a treated column, one value a unit. */
export interface ArmPair {
  readonly control: Float64Array;
  readonly treated: Float64Array;
}

/** Units with an outcome that is 1 where it is good and 0 where it is not. */
export interface GoodOutcomes extends Omit<EffectScores, 'scores'> {
  /** Doubly robust scores of each arm. */
  readonly scores: ArmPair;
  /** The chance of a good outcome under each arm by models of other units; one number for all where nothing is known of units. */
  readonly expected: ArmPair;
}

/** Between which shares the truth lies. */
export interface ShareBounds {
  readonly lower: ScoreEstimate;
  readonly upper: ScoreEstimate;
  /** Holds the truth with chance `level`, wherever between the bounds it lies. */
  readonly interval: { readonly low: number; readonly high: number; readonly level: number };
}

export interface SharesMoved {
  /** Those who do well without the treatment, and not with it. */
  readonly harmed: ShareBounds;
  /** Those who do well with the treatment, and not without it. */
  readonly helped: ShareBounds;
}

/**
 * Bounds on the share of units that the treatment harms, and that it helps. Nobody is seen under both arms, so no data tell these shares themselves: two arms with the same mean may
 * hide that half is harmed and half helped.
 *
 * Model     Among units alike with chances p0 and p1 the share harmed lies from max(0, p0 - p1) to min(p0, 1 - p1), the share helped from max(0, p1 - p0) to min(p1, 1 - p0), and nothing
 *           narrower is known. Which of the two is larger is told by the expected chances, made without the unit, and its size by the scores: a choice that is wrong for some makes
 *           bounds wider, never wrong, where a maximum of estimates would be too large on average. HC3, or CR3 with clusters; each end of the interval at (1 + level) / 2.
 * Units     shares of units, 0 to 1.
 * Errors    those of `unusable`.
 * Source    Fan & Park (2010), Econometric Theory 26 (Makarov's bounds); Kallus (2022), NeurIPS 35 (sharp given covariates, doubly robust).
 */
export function shareHarmed({ scores, expected, ...of }: GoodOutcomes, level: number): SharesMoved | HeterogeneityRefusal {
  const refusal = unusable(
    { ...of, scores: scores.control },
    { 'treated scores': scores.treated, 'expected controls': expected.control, 'expected treated': expected.treated },
  );
  if (refusal) return refusal;
  const swapped = ({ control, treated }: ArmPair): ArmPair => ({ control: treated, treated: control });
  const harmed = boundsOf(of, scores, expected, level);
  const helped = boundsOf(of, swapped(scores), swapped(expected), level);
  if (isRefusal(harmed)) return harmed;
  return isRefusal(helped) ? helped : { harmed, helped };
}

/** Of those who do well under control, and not when treated. */
function boundsOf(of: Omit<EffectScores, 'scores'>, scores: ArmPair, expected: ArmPair, level: number): ShareBounds | HeterogeneityRefusal {
  const lower = meanOf(
    of,
    scores.control.map((score, i) => (expected.control[i] > expected.treated[i] ? score - scores.treated[i] : 0)),
  );
  const upper = meanOf(
    of,
    scores.control.map((score, i) => (expected.control[i] < 1 - expected.treated[i] ? score : 1 - scores.treated[i])),
  );
  if (isRefusal(lower)) return lower;
  if (isRefusal(upper)) return upper;
  const share = (value: number): number => Math.min(1, Math.max(0, value));
  // Where a choice is far from the truth the estimates may cross, though what they estimate does not.
  const ends = [share(limitsOf(lower, level).low), share(limitsOf(upper, level).high)];
  const interval = { low: Math.min(...ends), high: Math.max(...ends), level };
  return { lower: { ...lower, value: share(lower.value) }, upper: { ...upper, value: share(upper.value) }, interval };
}

function meanOf(of: Omit<EffectScores, 'scores'>, scores: Float64Array): ScoreEstimate | HeterogeneityRefusal {
  const regression = scoreRegression({ ...of, scores }, { names: [INTERCEPT], columns: [new Float64Array(scores.length).fill(1)] });
  return isRefusal(regression) ? regression : coefficientOf(regression, 0);
}
