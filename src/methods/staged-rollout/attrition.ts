import type { Answer } from '../../estimate/answer.ts';
import { sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { averageOver } from '../../inference/staged/averages.ts';
import { effectsOfMeans } from '../../inference/staged/effects.ts';
import { valueIn } from '../../inference/staged/functional.ts';
import { waldInference } from '../../inference/wald.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askSeen } from './ask-strata.ts';
import { referenceOf } from './estimates.ts';
import { example, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';

/**
 * Does the change move who is still seen? Where outcomes are known only of units that stay, an effect on staying changes whom the others are compared with.
 *
 * Model   the average effect of the rollout on a 1 for each unit and period whose outcome is known, tested as an effect on any outcome is.
 * Shapes  one round: moments of a column a period, by cohort. Of a repeated cross-section nothing is asked: nobody is followed.
 * Source  the comparison of group-time effects, Callaway & Sant'Anna (2021), on missingness.
 */
export const attrition = question<StagedOptions>(
  {
    id: 'attrition',
    title: 'Who stays to be seen',
    source: "Callaway & Sant'Anna (2021), Journal of Econometrics 225",
    docs: 'docs/checks/attrition.md',
    asks: 'presence',
    rounds: { usual: 0, most: 0 },
    roundsOn: ({ rollout }: StagedOptions) => (rollout.shape === 'panel' ? { usual: 1, most: 1 } : { usual: 0, most: 0 }),
    plan: (protocol) => stagedOptionsOf(protocol, ({ role }) => role === 'primary' || role === 'guardrail'),
    example,
  },
  function* (options): Asking<Answer> {
    const c = stagedOf(options);
    const { outcome, rollout } = c;
    const about = { column: outcome };
    const told = (finding: Omit<Answer['findings'][number], 'check' | 'about'>): Answer => ({
      estimates: [],
      findings: [{ check: 'attrition', about, ...finding }],
      exhibits: [],
    });
    if (rollout.shape !== 'panel')
      return told({ verdict: 'pass', says: `Rows of ${outcome} are other ones in each period: nobody is followed who could leave.` });
    const asked = yield* askSeen(rollout, c);
    if (asked.constant !== undefined) return told({ verdict: 'pass', says: `${outcome} is known of every unit in every period.` });
    const { comparison, anticipation } = rollout;
    const found = effectsOfMeans(asked.strata, asked.errors, 'group-time', { comparison, anticipation, base: 'universal' });
    if (!found.cells.some(({ since }) => since >= 0)) return told({ verdict: 'pass', says: `Whether ${outcome} is known cannot be compared between cohorts.` });
    const effect = averageOver(found.of, found.cells, 'cells');
    const value = valueIn(found.of, effect);
    const error = Math.sqrt(found.errors.covariance([effect])[0]);
    if (!(error > 0)) return told({ verdict: 'pass', says: `${outcome} goes missing alike in all cohorts.` });
    const { test } = waldInference(value, error, referenceOf({ ...found }, effect), c);
    const pValue = test!.pValue;
    const verdict = verdictOf(pValue, pValueLimits.missingness);
    const says = `${outcome} is known of units that were reached ${(100 * Math.abs(value)).toFixed(1)} pp ${value < 0 ? 'less' : 'more'} often than it would be without the change, as far as cohorts tell (${sayP(pValue)}).`;
    const shared = { statistic: value, threshold: pValueLimits.missingness.failBelow, pValue, canHold: true as const, says };
    if (verdict === 'pass') return told({ ...shared, verdict });
    const mend = 'Find out who leaves; count an outcome for units that left too, such as zero tickets, where that is what happened.';
    return told({ ...shared, verdict, ...(verdict === 'fail' && { identification: true }), mend });
  },
);
