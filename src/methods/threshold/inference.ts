import { remembered } from '../../math/remembered.ts';
import type { Analysed } from './analysed.ts';
import { biasAware } from './bias-aware.ts';
import { type FoundAtCutoff, hasFewScores, type InferenceKind, type NotFound } from './found.ts';
import { locallyRandomized } from './local.ts';
import type { AtThreshold } from './options.ts';
import type { Threshold } from './own.ts';
import { polynomialEffect } from './robust.ts';

/** The inference that a study asks for, by name or by what only one kind reads; nothing where scores decide. */
export function saidInference({
  inference,
  curvature,
  decision,
}: Pick<Threshold, 'inference' | 'curvature'> & { readonly decision?: string }): InferenceKind | undefined {
  return inference ?? (decision !== undefined || curvature !== 'rule-of-thumb' ? 'bias-aware' : undefined);
}

/** As the study says it; else what holds for such scores: bias-aware for those of few values, robust for the rest. */
export function inferenceOf({ cutoffs }: Analysed, { threshold }: AtThreshold): InferenceKind {
  return saidInference(threshold) ?? (cutoffs.some(({ data }) => hasFewScores(data)) ? 'bias-aware' : 'robust');
}

const ways: { readonly [K in InferenceKind]: (analysed: Analysed, c: AtThreshold) => FoundAtCutoff | NotFound } = {
  robust: (analysed, { threshold }) => polynomialEffect(analysed, threshold, 'robust'),
  'bias-aware': biasAware,
  local: locallyRandomized,
};

/** The effect by the inference that decides, once for all that is asked of the rows. */
export const effectOf = (analysed: Analysed, c: AtThreshold): FoundAtCutoff | NotFound =>
  remembered(analysed, `effect ${c.level}`, () => ways[inferenceOf(analysed, c)](analysed, c));
