import { remembered } from '../../math/remembered.ts';
import type { Analysed } from './analysed.ts';
import { biasAware } from './bias-aware.ts';
import { type FoundAtCutoff, hasFewScores, type InferenceKind, type NotFound } from './found.ts';
import { locallyRandomized } from './local.ts';
import type { AtThreshold } from './options.ts';
import { polynomialEffect } from './robust.ts';

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
  remembered(analysed, `effect ${JSON.stringify([c.outcome, c.threshold, c.level, c.seed])}`, () => ways[inferenceOf(analysed, c)](analysed, c));
