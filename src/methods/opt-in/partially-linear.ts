import type { Answer } from '../../estimate/answer.ts';
import { waldInference } from '../../inference/wald.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { answeredBy, refusedBy } from './answer-of.ts';
import { crossFittedCoefficient, foldCount, foldRefusal } from './cross-fit.ts';
import { amongOf, estimateFrom } from './estimate.ts';
import { notAsked, unspoken } from './from-moments/too-many.ts';
import { example, type OptInOptions, optInOptionsOf, roundsOn } from './options.ts';

const source = 'Robinson (1988), Econometrica 56; Chernozhukov, Chetverikov, Demirer, Duflo, Hansen, Newey & Robins (2018), Econometrics Journal 21';

/** Where units are few for five parts. */
const fewestFolds = 2;

/**
 * Effect of a feature that units chose by themselves, by a partially linear model (double machine learning).
 *
 * Model   what covariates leave of the outcome on what they leave of the choice, both by the units of other folds; the median over several ways of dealing them out is reported, its error
 *         widened by their spread. One effect is taken to be that of all; where effects differ it is their mean, units weighted by how open their choice is (`estimand: ato`).
 * Shapes  as `doublyRobust`.
 * Units   outcome units; a share for binary outcomes.
 * Errors  as `doublyRobust`.
 * Source  Robinson (1988); Chernozhukov et al. (2018). Parity: DoubleML DoubleMLPLR with given folds.
 */
export const partiallyLinearEffect = question<OptInOptions>(
  {
    id: 'partially-linear',
    title: 'Effect of an opt-in by a partially linear model',
    source,
    docs: 'docs/methods/partially-linear.md',
    label: 'partially linear',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: (protocol) => optInOptionsOf(protocol).filter(({ optIn }) => optIn.estimand === 'ato'),
    example: { ...example, optIn: { ...example.optIn, estimand: 'ato', estimator: 'partially-linear' } },
  },
  (options): Asking<Answer> =>
    answeredBy(options, {
      ofUnits(fitted, c) {
        const folds = Math.max(fewestFolds, foldCount(fitted, c));
        const found = foldRefusal(fitted, c, folds) ?? crossFittedCoefficient(fitted, c, folds);
        if ('check' in found) return refusedBy(found);
        const { value, variance, df } = found;
        const inference = waldInference(value, Math.sqrt(variance), { kind: 't', df }, c);
        const way = { id: 'partially-linear', source, says: 'by what covariates leave of both' };
        return { estimates: [estimateFrom({ value, df, inference }, amongOf(fitted), c, way, { folds, repeats: c.optIn.repeats })] };
      },
      // biome-ignore lint/correctness/useYield: it asks for nothing.
      *ofMany(c, look) {
        return { findings: [(c.optIn.estimator === 'partially-linear' ? unspoken(c, look) : undefined) ?? notAsked('A partially linear model', c, look)] };
      },
      ofRefused: refusedBy,
    }),
);
