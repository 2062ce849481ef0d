import { EstimandError } from '../../errors/estimand-error.ts';
import { counted, listed } from '../../errors/words.ts';
import { type Answer, joinAnswers } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { refusing } from '../refusing.ts';
import { type AskedSample, askSample } from './ask-sample.ts';
import { costFigure } from './cost-figure.ts';
import { source } from './estimates.ts';
import { benefitExhibits } from './exhibits.ts';
import { findPolicy } from './find-policy.ts';
import { benefitFindings, isTold } from './findings.ts';
import { foundBenefit } from './found.ts';
import { benefitEstimates } from './group-estimates.ts';
import { learnEffects } from './learn.ts';
import { type Benefit, benefitOf, example, type HeterogeneityOptions, heterogeneityIn } from './options.ts';
import { noPolicy, policyAnswer } from './policy-answer.ts';
import { harmedShares } from './share-harmed.ts';

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
  (options): Asking<Answer> =>
    refusing(withArmNames(benefitOf(options)), 'heterogeneity', { column: options.outcome }, `groups of units on ${options.outcome}`),
);

/** Learners know arms by their number, readers by their name. */
function* withArmNames(of: Benefit): Asking<Answer> {
  try {
    return yield* whoBenefits(of);
  } catch (error) {
    if (!(error instanceof EstimandError && 'arm' in error.facts && typeof error.facts.arm === 'number')) throw error;
    const { code, facts } = error as EstimandError<'learner-few-units'>;
    throw new EstimandError(code, { ...facts, arm: [of.control, ...of.treatments][facts.arm as number] });
  }
}

function* whoBenefits(declared: Benefit): Asking<Answer> {
  const asked = yield* askSample(declared);
  const of = withUnit(declared, asked);
  const { sample } = asked;
  const { policy } = of.asked;
  const [learned, rule] = yield* all([learnEffects(sample, of), all(policy ? [findPolicy(sample, asked.everyLevel, policy, of)] : [])]);
  const found = of.treatments.map((_, k) => foundBenefit(learned, k + 1, of));
  const answers = found.map((one, k): Answer => {
    const { groups, others } = benefitEstimates(one, sample, of);
    return {
      estimates: [...groups.flatMap((group) => group ?? []), ...others].map((e) => withSizes(e, asked)),
      findings: [...benefitFindings(one, groups, of), ...harmedShares(learned, k + 1, of)],
      exhibits: benefitExhibits(one, groups, learned, of),
    };
  });
  const targeted = rule.map(
    (one): Answer =>
      found.some((f) => isTold(f, of))
        ? withCosts(policyAnswer(one, asked.everyLevel, of), costFigure(learned, one, of))
        : { estimates: [], findings: [noPolicy(of)], exhibits: [] },
  );
  return joinAnswers([...targeted, ...answers, { estimates: [], findings: [...rareLevels(asked, of), ...blockless(asked, of)], exhibits: [] }]);
}

const rareLevels = ({ rare }: AskedSample, { outcome }: Benefit): readonly Finding[] =>
  rare.map(({ column, levels }) => ({
    check: 'rare-levels',
    about: { column: outcome },
    verdict: 'pass',
    statistic: levels.length,
    says: `Where effects on ${outcome} are learned, ${counted(levels.length, 'value')} of ${column} that few units have ${levels.length === 1 ? 'is' : 'are'} taken together: ${listed(levels)}.`,
  }));

const blockless = ({ blockless: units }: AskedSample, { outcome, drawn }: Benefit): readonly Finding[] =>
  units === 0
    ? []
    : [
        {
          check: 'blocks-left-out',
          about: { column: outcome },
          verdict: 'warn',
          statistic: units,
          says: `Of who benefits in ${outcome}, ${counted(units, 'unit')} ${units === 1 ? 'tells' : 'tell'} nothing: their block of ${drawn?.blocks} lacks an arm.`,
          mend: 'Read it as about the other blocks; or merge small blocks.',
        },
      ];

const withCosts = (answer: Answer, costs: Answer['exhibits']): Answer => ({ ...answer, exhibits: [...answer.exhibits, ...costs] });

/** An outcome of zeros and ones is a share. */
function withUnit(of: Benefit, { sample }: AskedSample): Benefit {
  return of.unit || !sample.outcome.every((y) => y === 0 || y === 1) ? of : { ...of, unit: { kind: 'share' } };
}

const withSizes = <E extends Answer['estimates'][number]>(estimate: E, { dropped, clusters }: AskedSample): E => ({
  ...estimate,
  sizes: { ...estimate.sizes, dropped, ...(clusters !== undefined && { clusters }) },
});
