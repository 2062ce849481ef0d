import type { Answer } from '../../estimate/answer.ts';
import { sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { indicator, isKnown } from '../../expressions/build.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askCrossSection, askSeen } from './ask-strata.ts';
import { limitsOf, movedBy } from './moved.ts';
import { example, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';

/**
 * Does the change move of whom an outcome is known? Where it is known only of units that stay, or of rows that answer, that changes whom the others are compared with.
 *
 * Model   the average effect of the rollout on a 1 for each unit and period (of a repeated cross-section each row) whose outcome is known, tested as an effect on any
 *         outcome is; of rows that stand for themselves by the spread of the shares that cohorts and periods add up to.
 * Shapes  one round: moments of a column a period, by cohort; of a repeated cross-section of one column by cohort and period.
 * Source  the comparison of group-time effects, Callaway & Sant'Anna (2021), on missingness.
 */
export const attrition = question<StagedOptions>(
  {
    id: 'attrition',
    title: 'Who stays to be seen',
    source: "Callaway & Sant'Anna (2021), Journal of Econometrics 225",
    docs: 'docs/checks/attrition.md',
    asks: 'presence',
    rounds: { usual: 1, most: 1 },
    plan: (protocol) => stagedOptionsOf(protocol, ({ role }) => role === 'primary' || role === 'guardrail'),
    example,
  },
  function* (options): Asking<Answer> {
    const c = stagedOf(options);
    const { outcome, rollout } = c;
    const shared = { check: 'attrition', about: { column: outcome } } as const;
    const alike = (says: string): Answer => ({ estimates: [], findings: [{ ...shared, verdict: 'pass', says }], exhibits: [] });
    const panel = rollout.shape === 'panel';
    const asked = yield* panel ? askSeen(rollout, c) : askCrossSection(rollout, { ...c, measure: indicator(isKnown(c.measure)) });
    if (asked.constant !== undefined)
      return alike(
        `${outcome} is known of ${asked.constant === 1 ? 'every' : 'no'} ${panel ? `unit in ${asked.constant === 1 ? 'every' : 'any'} period` : 'row'}.`,
      );
    const moved = movedBy(asked, c);
    if (!moved) return alike(`Whether ${outcome} is known cannot be compared between cohorts.`);
    const { value, pValue } = moved;
    if (value === 0) return alike(`${outcome} goes missing alike in all cohorts.`);
    const whose = panel ? 'units that were reached' : 'rows of those reached';
    const says = `${outcome} is known of ${whose} ${(100 * Math.abs(value)).toFixed(1)} pp ${value < 0 ? 'less' : 'more'} often than it would be without the change, as far as cohorts tell (${sayP(pValue)}).`;
    const limits = limitsOf(pValueLimits.missingness, moved);
    const mend = `Find out who ${panel ? 'leaves; count an outcome for units that left too' : 'does not answer; count an outcome for rows without one too'}, such as zero tickets, where that is what happened.`;
    const finding = judgedBy(limits, { ...shared, statistic: value, threshold: limits.failBelow, pValue, says }, mend);
    return { estimates: [], findings: [finding], exhibits: [] };
  },
);
