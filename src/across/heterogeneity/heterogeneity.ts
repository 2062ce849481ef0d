import { type Answer, joinAnswers } from '../../estimate/answer.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { refusing } from '../refusing.ts';
import { type AskedSample, askSample } from './ask-sample.ts';
import { source } from './estimates.ts';
import { benefitExhibits } from './exhibits.ts';
import { findPolicy } from './find-policy.ts';
import { benefitFindings, isTold } from './findings.ts';
import { foundBenefit } from './found.ts';
import { benefitEstimates } from './group-estimates.ts';
import { learnEffects } from './learn.ts';
import { type Benefit, benefitOf, example, type HeterogeneityOptions, heterogeneityIn } from './options.ts';
import { noPolicy, policyAnswer } from './policy-answer.ts';

/**
 * Who benefits: does the effect differ by what was known of units, for whom is it largest, and whom to treat.
 *
 * Model   effects are learned from some units and looked at on others, by doubly robust scores: the folds before each tell what is expected of it (ranking, calibration), halves tell of
 *         each other (groups of expected gain, medians over splits), one half finds a rule and the other says what it is worth. Where nothing shows that effects differ no rule is told.
 * Shapes  a row a unit: arm, outcome, and what was known before. Chances that were drawn are used as they were; of units that chose they are estimated by other folds.
 * Units   outcome units; the groups, and the difference of most and least, of effects; of ranking and rules, of gains.
 * Errors  findings that refuse: fewer than 100 units in an arm, an outcome that is constant in an arm, no overlap.
 * Source  Chernozhukov, Demirer, Duflo & Fernandez-Val (2025); Athey, Tibshirani & Wager (2019); Yadlowsky et al. (2025); Wager (2024); Athey & Wager (2021).
 */
export const heterogeneity = question<HeterogeneityOptions>(
  {
    id: 'heterogeneity',
    title: 'Who benefits, and whom to treat',
    source,
    docs: 'docs/methods/heterogeneity.md',
    // Of rows; all else is work.
    rounds: { usual: 1, most: 1 },
    plan: heterogeneityIn,
    example,
  },
  (options): Asking<Answer> => refusing(whoBenefits(benefitOf(options)), 'heterogeneity', { column: options.outcome }, `units by ${options.outcome}`),
);

function* whoBenefits(declared: Benefit): Asking<Answer> {
  const asked = yield* askSample(declared);
  const of = withUnit(declared, asked);
  const { sample } = asked;
  const { policy } = of.asked;
  const [learned, rule] = yield* all([learnEffects(sample, of), all(policy ? [findPolicy(sample, policy, of)] : [])]);
  const found = of.treatments.map((_, k) => foundBenefit(learned, k + 1, of));
  const answers = found.map((one): Answer => {
    const { groups, others } = benefitEstimates(one, sample.arm.length, of);
    return {
      estimates: [...groups.flatMap((group) => group ?? []), ...others].map((e) => withSizes(e, asked)),
      findings: benefitFindings(one, groups, of),
      exhibits: benefitExhibits(one, groups, learned, of),
    };
  });
  const targeted = rule.map(
    (one): Answer => (found.some((f) => isTold(f, of)) ? policyAnswer(one, sample.features, of) : { estimates: [], findings: [noPolicy(of)], exhibits: [] }),
  );
  return joinAnswers([...answers, ...targeted]);
}

/** An outcome of zeros and ones is a share. */
function withUnit(of: Benefit, { sample }: AskedSample): Benefit {
  return of.unit || !sample.outcome.every((y) => y === 0 || y === 1) ? of : { ...of, unit: { kind: 'share' } };
}

const withSizes = <E extends Answer['estimates'][number]>(estimate: E, { dropped, clusters }: AskedSample): E => ({
  ...estimate,
  sizes: { ...estimate.sizes, dropped, ...(clusters !== undefined && { clusters }) },
});
