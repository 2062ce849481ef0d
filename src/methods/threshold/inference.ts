import { remembered } from '../../math/remembered.ts';
import type { Analysed } from './analysed.ts';
import { biasAware } from './bias-aware.ts';
import { type FoundAtCutoff, hasFewScores, type InferenceKind, type LevelsAtCutoff, type NotFound } from './found.ts';
import { locallyRandomized } from './local.ts';
import type { AtThreshold } from './options.ts';
import { type PolynomialDetails, polynomialEffect } from './robust.ts';

/** As the study says; else what holds for such scores: bias-aware for those of few values and for logged decisions, robust for the rest. */
export function inferenceOf({ cutoffs }: Analysed, { threshold: { inference, decision } }: AtThreshold): InferenceKind {
  return inference ?? (decision !== undefined || cutoffs.some(({ data }) => hasFewScores(data)) ? 'bias-aware' : 'robust');
}

const ways: { readonly [K in InferenceKind]: (analysed: Analysed, c: AtThreshold) => FoundAtCutoff | NotFound } = {
  robust: (analysed, { threshold }) => polynomialEffect(analysed, threshold, 'robust'),
  'bias-aware': biasAware,
  local: locallyRandomized,
};

/** The effect by the inference that decides, once for all that is asked of the rows. */
export const effectOf = (analysed: Analysed, c: AtThreshold): FoundAtCutoff | NotFound =>
  remembered(analysed, `effect ${c.level}`, () => ways[inferenceOf(analysed, c)](analysed, c));

/** The same within so many times the bandwidth or window that was found, of all rows or of some of them. Over several cutoffs lines under a bound on curvature then have one bandwidth. */
export function effectWithin(multiple: number, found: FoundAtCutoff, analysed: Analysed, c: AtThreshold, among = analysed): FoundAtCutoff | NotFound {
  const times = ({ below, above }: LevelsAtCutoff): LevelsAtCutoff => ({ below: multiple * below, above: multiple * above });
  if (found.kind !== 'robust') return ways[found.kind](among, { ...c, threshold: { ...c.threshold, bandwidth: times(found.reach) } });
  const { bandwidths } = found.details as PolynomialDetails;
  const given = new Map(analysed.cutoffs.map(({ cutoff }, i) => [cutoff, { h: times(bandwidths[i].h), b: times(bandwidths[i].b) }]));
  return polynomialEffect(among, c.threshold, 'robust', given);
}
