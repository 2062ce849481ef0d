import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayNumber, sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { columnOfCovariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { askCrossSection } from './ask-strata.ts';
import { covariateColumns } from './ask-units.ts';
import { limitsOf, movedBy } from './moved.ts';
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
    const made = yield* covariateColumns(c);
    const names = Object.keys(made);
    const asked = yield* all(names.map((name) => askCrossSection(c.rollout, { outcome: name, measure: made[name], beside: {} })));
    const findings = c.covariates.map(columnOfCovariate).map((column): Finding => {
      const own = names.flatMap((name, i) => (name === column || name.startsWith(`${column} = `) ? [i] : []));
      const tests = own.flatMap((i) => {
        const moved = movedBy(asked[i], c);
        return moved ? [{ name: names[i], ...moved }] : [];
      });
      const about = { column };
      const [worst] = [...tests].sort((a, b) => a.pValue - b.pValue);
      if (!worst) return { check: 'composition', about, verdict: 'pass', says: `Whether ${column} moves with the rollout cannot be compared between cohorts.` };
      const pValue = Math.min(1, tests.length * worst.pValue);
      const limits = limitsOf(pValueLimits.composition, worst);
      const what = worst.name === column ? `The mean of ${column}` : `The share of ${worst.name}`;
      return judgedBy(
        limits,
        {
          check: 'composition',
          about,
          statistic: worst.value,
          threshold: limits.failBelow,
          pValue,
          says: `${what} among rows of those reached is ${sayNumber(Math.abs(worst.value))} ${worst.value < 0 ? 'lower' : 'higher'} than it would be without the change, as far as cohorts tell (${sayP(pValue)}).`,
        },
        `Find out who comes since the change, and who stays away: the effect is then partly one of who is seen. Follow units, or leave ${column} out if the change itself moves it.`,
      );
    });
    return { estimates: [], findings, exhibits: [] };
  },
);
