import type { Answer } from '../../estimate/answer.ts';
import { weightedMeans } from '../../inference/observed/weighted-means.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { answerOf } from './answer-of.ts';
import { foundEffect } from './estimate.ts';
import { example, type OptInOptions, optInOptionsOf, roundsOn } from './options.ts';

const source =
  'Rosenbaum & Rubin (1983), Biometrika 70; Hirano, Imbens & Ridder (2003), Econometrica 71; Lunceford & Davidian (2004), Statistics in Medicine 23';

/**
 * Effect of a feature that units chose by themselves, by weights of the chance of opting in.
 *
 * Model   the difference of means weighted so that each arm stands for those the effect is about; weights sum to one within arms (Hajek). The error counts that the
 *         chances are estimated (stacked estimating equations): taken for known, it is too wide for all units and too narrow or too wide for the treated.
 * Shapes  as `doublyRobust`.
 * Units   outcome units; a share for binary outcomes.
 * Errors  as `doublyRobust`.
 * Source  Hirano, Imbens & Ridder (2003); Li, Morgan & Zaslavsky (2018), JASA 113. Parity: delicatessen, Stata teffects ipw.
 */
export const propensityWeighting = question<OptInOptions>(
  {
    id: 'propensity-weighting',
    title: 'Effect of an opt-in, weighted by its chance',
    source,
    docs: 'docs/methods/propensity-weighting.md',
    label: 'weighted by the chance of opting in',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => optInOptionsOf(protocol),
    example,
  },
  (options): Asking<Answer> =>
    answerOf(
      options,
      { id: 'propensity-weighting', source, says: 'weighted by their chance of it' },
      (fitted, c) => foundEffect(weightedMeans(fitted.outcome, fitted.units, c.optIn.estimand, fitted.propensity), fitted),
      'weighting',
    ),
);
