import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayNumber, sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { askCrossSection } from './ask-strata.ts';
import { covariateTerms } from './ask-units.ts';
import { limitsOf, type Moved, movedBy } from './moved.ts';
import { example, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';

/**
 * Does the rollout change who comes to be seen? In a repeated cross-section other rows are seen in each period: what is known of them from before the change must not
 * move with it.
 *
 * Model   the average effect of the rollout on each covariate, tested as an effect on any outcome is; of a text on a 1 for each level but the most frequent, Bonferroni
 *         over these.
 * Shapes  one round: moments of each covariate by cohort and period, in one scan; one more before it for the levels of texts.
 * Source  Hong (2013), Journal of Applied Econometrics 28; the comparison of group-time effects, Callaway & Sant'Anna (2021).
 */
export const composition = question<StagedOptions>(
  {
    id: 'composition',
    title: 'Who comes to be seen',
    source: 'Hong (2013), Journal of Applied Econometrics 28',
    docs: 'docs/checks/composition.md',
    asks: 'presence',
    rounds: { usual: 1, most: 1 },
    roundsOn: ({ covariates = [] }: StagedOptions) => (covariates.some((x) => typeof x === 'object') ? { usual: 2, most: 2 } : { usual: 1, most: 1 }),
    // What is known of units of a panel goes with them.
    plan: (protocol) =>
      stagedOptionsOf(protocol, ({ role }) => role === 'primary')
        .filter(({ rollout, covariates = [] }) => rollout.shape === 'cross-section' && covariates.length > 0)
        .slice(0, 1),
    example: { ...example, covariates: ['x'] },
  },
  function* (options): Asking<Answer> {
    const c = stagedOf(options);
    const terms = yield* covariateTerms(c);
    const asked = yield* all(terms.map(({ name, of }) => askCrossSection(c.rollout, { outcome: name, measure: of, beside: {} })));
    const tests = terms.flatMap(({ covariate, name }, i) => {
      const moved = movedBy(asked[i], c);
      return moved ? [{ covariate, name, ...moved }] : [];
    });
    return {
      estimates: [],
      findings: c.covariates.map(columnOfCovariate).map((covariate) =>
        movedFinding(
          covariate,
          tests.filter((test) => test.covariate === covariate),
        ),
      ),
      exhibits: [],
    };
  },
);

function movedFinding(covariate: string, tests: readonly (Moved & { readonly name: string })[]): Finding {
  const shared = { check: 'composition', about: { column: covariate } } as const;
  const bySurest = [...tests].sort((a, b) => a.pValue - b.pValue);
  if (bySurest.length === 0) return { ...shared, verdict: 'pass', says: `Whether ${covariate} moves with the rollout cannot be compared between cohorts.` };
  const together = ({ pValue }: Moved): number => Math.min(1, tests.length * pValue);
  // A level that is hardly known does not speak before one that is sure.
  const worst = bySurest.find((test) => !test.few && together(test) < pValueLimits.composition.failBelow) ?? bySurest[0];
  const { name, value } = worst;
  const pValue = together(worst);
  const limits = limitsOf(pValueLimits.composition, worst);
  const what = name === covariate ? `The mean of ${name}` : `The share of ${name}`;
  return judgedBy(
    limits,
    {
      ...shared,
      statistic: value,
      threshold: limits.failBelow,
      pValue,
      says: `${what} among rows of those reached is ${sayNumber(Math.abs(value))} ${value < 0 ? 'lower' : 'higher'} than it would be without the change, as far as cohorts tell (${sayP(pValue)}).`,
    },
    `Find out who comes since the change, and who stays away: the effect is then partly one of who is seen. Follow units, or leave ${covariate} out if the change itself moves it.`,
  );
}
