import type { Answer } from '../../estimate/answer.ts';
import { regressionMeans } from '../../inference/observed/doubly-robust-means.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { answerOf } from './answer-of.ts';
import { foundEffect } from './estimate.ts';
import { outcomeModelOf } from './fitted.ts';
import { example, type OptInOptions, optInOptionsOf, roundsOn, unweighedTarget } from './options.ts';
import { fitRefusal } from './refusals.ts';

const source = 'Robins (1986), Mathematical Modelling 7; Imbens & Wooldridge (2009), Journal of Economic Literature 47';

/**
 * Effect of a feature that units chose by themselves, by regression of the outcome in each arm (g-computation).
 *
 * Model   what each arm's least squares predict for those the effect is about; errors of the stacked estimating equations. It extrapolates where nobody is alike.
 * Shapes  as `doublyRobust`.
 * Units   outcome units; a share for binary outcomes.
 * Errors  as `doublyRobust`; option-invalid of those who could have been either (`ato`), who are known by their chances alone and for whom it is not planned.
 * Source  Robins (1986). Parity: Stata teffects ra.
 */
export const regressionAdjustment = question<OptInOptions>(
  {
    id: 'regression-adjustment',
    title: 'Effect of an opt-in by regression in each arm',
    source,
    docs: 'docs/methods/regression-adjustment.md',
    label: 'by regression in each arm',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => optInOptionsOf(protocol).filter(({ optIn }) => optIn.estimand !== 'ato'),
    example,
  },
  (options): Asking<Answer> =>
    answerOf(
      options,
      { id: 'regression-adjustment', source, says: 'by regression within each arm' },
      (fitted, c) => {
        const means = regressionMeans(fitted.outcome, fitted.units, unweighedTarget(c), outcomeModelOf(fitted, c));
        return 'kind' in means ? fitRefusal(means, c) : foundEffect(means, fitted);
      },
      'regression',
    ),
);
