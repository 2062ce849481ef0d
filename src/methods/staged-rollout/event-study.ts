import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { periodNoun } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askTrends } from './ask-effects.ts';
import type { AskedEffects } from './asked-effects.ts';
import { estimateOf, source } from './estimates.ts';
import { eventStudyExhibit } from './event-study-exhibit.ts';
import { type EventTimes, eventTimes } from './event-times.ts';
import { refusalOf } from './findings.ts';
import { example, roundsOn, type Staged, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';
import { preTrends } from './pre-trends.ts';
import { together } from './together.ts';

/**
 * Effects by time since the start, before it too: there they show whether cohorts went on alike as far as was seen.
 *
 * Model   averages of effects by cohort and period over the cohorts that were seen so long after (before) their start, all against one base period, the last before the
 *         start less anticipation. Intervals hold together by max-t with the estimated correlation. The periods before are tested jointly.
 * Shapes  one round, the same as the average effect.
 * Source  Callaway & Sant'Anna (2021); universal base: Roth (2024), "Interpreting event-studies from recent difference-in-differences methods".
 */
export const eventStudy = question<StagedOptions>(
  {
    id: 'event-study',
    title: 'Effects by time since the start',
    source,
    docs: 'docs/methods/event-study.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => stagedOptionsOf(protocol, ({ role }) => role === 'primary' || role === 'guardrail'),
    example,
  },
  function* (options): Asking<Answer> {
    const c = stagedOf(options);
    const found = yield* askTrends(c);
    const times = eventTimes(found, c);
    if (times.slices.length === 0 || refusalOf(c, found)) return { estimates: [], findings: [], exhibits: [] };
    const estimates = togetherOf(found, c, times);
    const tested = preTrends(found, c, times);
    return {
      estimates,
      findings: [tested],
      exhibits: c.role === 'primary' || c.role === 'guardrail' ? [eventStudyExhibit(found, c, times, estimates, tested)] : [],
    };
  },
);

/** `-2`, `0`, `+3`. */
const sinceText = (since: number): string => (since > 0 ? `+${since}` : String(since));

/** Every average with an interval that holds together with the others. */
function togetherOf(found: AskedEffects, c: Staged, { slices }: EventTimes): readonly Estimate[] {
  const noun = periodNoun(c.rollout.period);
  const alone = slices.map(({ at, cells, effect }): Estimate => {
    const when = at === 0 ? `in the first treated ${noun}` : `${Math.abs(at)} ${noun}${Math.abs(at) === 1 ? '' : 's'} ${at > 0 ? 'after' : 'before'} the start`;
    return {
      ...estimateOf(found, c, {
        id: `event-study:${c.outcome}:${sinceText(at)}`,
        method: 'event-study',
        effect,
        cells,
        population: `units seen ${when}`,
        says: `Average ${at < 0 ? 'difference of' : 'effect on'} ${c.outcome} ${when}, over the cohorts seen then.`,
      }),
      role: 'mechanism',
    };
  });
  return together(found, c, slices, alone, `times since the start of ${c.outcome}`);
}
