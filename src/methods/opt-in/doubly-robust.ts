import type { Answer } from '../../estimate/answer.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { answerOf } from './answer-of.ts';
import { doublyRobustEffect } from './doubly-robust-effect.ts';
import { example, type OptInOptions, optInOptionsOf, roundsOn } from './options.ts';

const source = 'Robins, Rotnitzky & Zhao (1994), JASA 89; Chernozhukov, Chetverikov, Demirer, Duflo, Hansen, Newey & Robins (2018), Econometrics Journal 21';

/**
 * Effect of a feature that units chose by themselves, doubly robust: right if either the chance of opting in or the regressions of the outcome are.
 *
 * Model   each arm's mean among those the effect is about is that of its regression's predictions, plus what they leave of the arm's outcomes weighted by the chance of
 *         the arm. Identified when those with equal covariates chose as if by lot. With folds (the default where units are many) each unit is predicted by the others, and
 *         the median over several ways of dealing them out is reported, its error widened by their spread. Without, the error is that of the stacked estimating equations.
 *         Residuals are divided by the root of what their unit leaves of them; degrees of freedom by how unequally outcomes are weighted.
 * Shapes  a row a unit: the arm, the covariates and the outcomes of the study, once for all. Of more than a million units their moments, without folds: a pass for each of
 *         Newton's steps, one for weighted sums, one for errors.
 * Units   outcome units; a share for binary outcomes.
 * Errors  findings that refuse: overlap, few-units, few-events, constant-outcome, folds. Never the difference as it is.
 * Source  Robins, Rotnitzky & Zhao (1994); Chernozhukov et al. (2018). Parity: Stata teffects aipw, DoubleML DoubleMLIRM with given folds.
 */
export const doublyRobust = question<OptInOptions>(
  {
    id: 'doubly-robust',
    title: 'Doubly robust effect of an opt-in',
    source,
    docs: 'docs/methods/doubly-robust.md',
    label: 'doubly robust',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => optInOptionsOf(protocol),
    example,
  },
  (options): Asking<Answer> =>
    answerOf(
      options,
      { id: 'doubly-robust', source, says: 'by regression and weighting, right if either is' },
      (fitted, c) => doublyRobustEffect(fitted, c),
      'aipw',
    ),
);
