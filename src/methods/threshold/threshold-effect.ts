import type { Answer } from '../../estimate/answer.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { analysedOf } from './analysed.ts';
import { askRows } from './ask-rows.ts';
import { thresholdAssumptions } from './assumptions.ts';
import { thresholdEstimate } from './estimate.ts';
import type { InferenceKind } from './found.ts';
import { effectOf, inferenceOf } from './inference.ts';
import { atThresholdOf, example, roundsOn, type ThresholdOptions, thresholdOptionsOf } from './options.ts';
import { notFoundRefusal, outcomeRefusal } from './refusals.ts';

const source =
  'Hahn, Todd & van der Klaauw (2001), Econometrica 69; Calonico, Cattaneo & Titiunik (2014), Econometrica 82; Armstrong & Kolesar (2020), Quantitative Economics 11; Cattaneo, Frandsen & Titiunik (2015), Journal of Causal Inference 3';

const says: { readonly [K in InferenceKind]: string } = {
  robust: 'by local polynomials, their bias taken out',
  'bias-aware': 'by local lines, whatever their bias may be under a bound on curvature',
  local: 'as if rows of a window had been drawn by lot',
};

/**
 * Effect of a feature that a score turns on, at the cutoff of the score.
 *
 * Model   robust: local polynomials on each side, their bias taken out, with the error that counts it. bias-aware: lines within a bandwidth, with the largest bias that a bound on curvature
 *         allows in the interval; of a logged decision the set of effects c for which outcome less c times the decision may be without a jump. local: difference of means in a window, by
 *         randomization. With several cutoffs their average by how many rows are near each.
 * Shapes  a row a unit: the score, the cutoff, the decision, covariates and the outcomes of the study, once for all.
 * Units   outcome units; a share for binary outcomes. Bandwidths in units of the score.
 * Errors  findings that refuse: rows-near, first-stage, few-rows, constant-outcome.
 * Source  Hahn, Todd & van der Klaauw (2001); Calonico, Cattaneo & Titiunik (2014); Armstrong & Kolesar (2020). Parity: rdrobust, RDHonest, rdlocrand.
 */
export const thresholdEffect = question<ThresholdOptions>(
  {
    id: 'threshold-effect',
    title: 'Effect at the cutoff of a score',
    source,
    docs: 'docs/methods/threshold-effect.md',
    label: 'at the cutoff',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => thresholdOptionsOf(protocol),
    example,
  },
  function* (options): Asking<Answer> {
    const c = atThresholdOf(options);
    const analysed = analysedOf(yield* askRows(c), c);
    const refused = outcomeRefusal(analysed, c);
    if (refused) return { estimates: [], findings: [refused], exhibits: [] };
    const found = effectOf(analysed, c);
    if ('refused' in found) return { estimates: [], findings: [notFoundRefusal(found, c)], exhibits: [] };
    const way = { id: 'threshold-effect', source, says: says[inferenceOf(analysed, c)] };
    const estimate = thresholdEstimate(found, analysed, c, way);
    return { estimates: [estimate], findings: c.role === 'primary' ? [thresholdAssumptions(estimate, c)] : [], exhibits: [] };
  },
);
