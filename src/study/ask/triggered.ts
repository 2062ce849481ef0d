import { trigger as triggerCheck } from '../../diagnostics/trigger.ts';
import { type TriggeredArm, triggeredArms } from '../../diagnostics/trigger-shares.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { amongTriggered, dilutedEstimate } from '../../inference/dilution.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Asking } from '../../relation/asking.ts';
import { within } from '../../relation/within.ts';
import type { Across } from './across.ts';
import type { Headline } from './headlines.ts';

/** On the units that could notice their arm, but for questions about all that were assigned. */
export const triggered: Across = (plans) => (protocol) => {
  const plan = plans(protocol);
  const { trigger } = protocol;
  if (!trigger) return plan;
  // The check comes first: that nobody meets the trigger is said before a method misses its arms.
  const ordered = [...plan.filter(({ id }) => id === triggerCheck.id), ...plan.filter(({ id }) => id !== triggerCheck.id)];
  return ordered.map((question) =>
    question.of === 'all'
      ? question
      : {
          ...question,
          *ask(): Asking<Answer> {
            const answer = yield* within(question.ask(), trigger.met);
            return { ...answer, estimates: answer.estimates.map((e) => amongTriggered(e, trigger.says)) };
          },
        },
  );
};

/** Who met the trigger, by arm; nobody is asked where there is none. */
export function* whoTriggered({ trigger, assignment, cluster }: Protocol): Asking<readonly TriggeredArm[]> {
  return trigger && assignment ? yield* triggeredArms(trigger.met, assignment.column, cluster) : [];
}

/** The headlines diluted to all units that were assigned. */
export function dilutedHeadlines(headlines: readonly Headline[], arms: readonly TriggeredArm[], { trigger }: Protocol): readonly Estimate[] {
  return headlines.flatMap(({ outcome, estimate: headline }) => {
    // Left out: ratios, of which only the parts can be diluted, and quantiles, which need the values of the other units too.
    if (!headline || !trigger || arms.length === 0 || outcome.ratio || outcome.quantile !== undefined) return [];
    const { treatment, control } = headline.estimand.contrast;
    const own = arms.filter(({ arm }) => arm === treatment || arm === control);
    const [units, triggered] = [own.reduce((sum, a) => sum + a.units, 0), own.reduce((sum, a) => sum + a.triggered, 0)];
    const shareVariance = own.reduce((sum, a) => sum + (a.units / units) ** 2 * a.variance, 0);
    return dilutedEstimate(headline, { triggered, units, shareVariance }, trigger.says) ?? [];
  });
}
