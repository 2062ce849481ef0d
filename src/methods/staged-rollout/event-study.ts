import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { maxT } from '../../inference/multiplicity/max-t.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askTrends } from './ask-effects.ts';
import type { AskedEffects } from './asked-effects.ts';
import { periodNoun } from './declared/periods.ts';
import { estimateOf, referenceOf, source } from './estimates.ts';
import { eventStudyExhibit } from './event-study-exhibit.ts';
import { type EventTimes, eventTimes } from './event-times.ts';
import { refusalOf } from './findings.ts';
import { example, roundsOn, type Staged, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';
import { preTrends } from './pre-trends.ts';

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
function togetherOf(found: AskedEffects, c: Staged, { slices, values, covariance }: EventTimes): readonly Estimate[] {
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
        says: `Average ${at < 0 ? 'difference' : 'effect'} on ${c.outcome} ${when}, over the cohorts seen then.`,
      }),
      role: 'mechanism',
    };
  });
  const size = slices.length;
  const deviation = slices.map((_, i) => Math.sqrt(covariance[i * size + i]));
  // What does not vary has no part in the family.
  const varying = alone.flatMap((_, i) => (deviation[i] > 0 ? [i] : []));
  if (varying.length === 0) return alone;
  const joint = maxT({
    statistics: varying.map((i) => values[i] / deviation[i]),
    correlation: varying.flatMap((i) => varying.map((j) => (i === j ? 1 : covariance[i * size + j] / (deviation[i] * deviation[j])))),
    references: varying.map((i) => referenceOf(found, slices[i].effect)),
    level: c.level,
    boundsLevel: c.boundsLevel,
  });
  return alone.map((e, i) => {
    const k = varying.indexOf(i);
    if (k < 0) return e;
    const half = joint.critical[k] * deviation[i];
    return {
      ...e,
      interval: { ...e.interval, kind: 'simultaneous', pieces: [{ low: values[i] - half, high: values[i] + half }] },
      pointwise: e.interval,
      adjusted: [{ procedure: 'max-t', family: `times since the start of ${c.outcome}`, contrasts: varying.length, pValue: joint.adjusted[k] }],
    };
  });
}
