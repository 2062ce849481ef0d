import { type TriggeredArm, triggeredArms } from '../diagnostics/trigger-shares.ts';
import type { Answer } from '../estimate/answer.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { amongTriggered, dilutedEstimate } from '../inference/dilution.ts';
import type { Protocol } from '../protocol/protocol.ts';
import type { PlannedQuestion } from '../protocol/question.ts';
import type { Asking } from '../relation/asking.ts';
import { within } from '../relation/within.ts';
import type { Spoken } from './headlines.ts';

/** What is asked of all units that were assigned, whoever could notice. */
const ofAllRows: readonly string[] = ['trigger', 'sample-ratio', 'repeated-units', 'unit-flow', 'clusters', 'block-shares'];

/** The plan on the units that could notice their arm, but for checks of the assignment itself. */
export function onTriggered(plan: readonly PlannedQuestion[], { trigger }: Protocol, text: string): readonly PlannedQuestion[] {
  if (!trigger) return plan;
  // The check comes first: that nobody meets the trigger is said before a method misses its arms.
  const ordered = [...plan.filter(({ id }) => id === 'trigger'), ...plan.filter(({ id }) => id !== 'trigger')];
  return ordered.map((question) =>
    ofAllRows.includes(question.id)
      ? question
      : {
          ...question,
          *ask(): Asking<Answer> {
            const answer = yield* within(question.ask(), trigger);
            return { ...answer, estimates: answer.estimates.map((e) => amongTriggered(e, text)) };
          },
        },
  );
}

/** Who met the trigger, by arm; nobody is asked where there is none. */
export function* whoTriggered({ trigger, assignment, cluster }: Protocol): Asking<readonly TriggeredArm[]> {
  return trigger && assignment ? yield* triggeredArms(trigger, assignment.column, cluster) : [];
}

/** The headlines diluted to all units that were assigned. */
export function dilutedHeadlines(spoken: readonly Spoken[], arms: readonly TriggeredArm[], text: string): readonly Estimate[] {
  return spoken.flatMap(({ outcome, headline }) => {
    // Of a ratio of totals only the parts are diluted by the triggered share, and a quantile of all units needs those of the others.
    if (!headline || arms.length === 0 || outcome.ratio || outcome.quantile !== undefined) return [];
    const { treatment, control } = headline.estimand.contrast;
    const own = arms.filter(({ arm }) => arm === treatment || arm === control);
    const [units, triggered] = [own.reduce((sum, a) => sum + a.units, 0), own.reduce((sum, a) => sum + a.triggered, 0)];
    const shareVariance = own.reduce((sum, a) => sum + (a.units / units) ** 2 * a.variance, 0);
    return dilutedEstimate(headline, { triggered, units, shareVariance }, text) ?? [];
  });
}
