import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { anytimeCritical, firstLook } from '../../inference/confidence-sequence.ts';
import type { Protocol, UnplannedLook } from '../../protocol/protocol.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Across } from './across.ts';

/** Before the planned size, and where a study is read on after it, every interval holds at every look, or is the whole line. */
export const atLooks: Across = (plans) => (protocol) => {
  const look = protocol.early ?? protocol.late;
  const plan = plans(protocol);
  if (!look) return plan;
  return plan.map((question) => ({
    ...question,
    *ask(): Asking<Answer> {
      const answer = yield* question.ask();
      return { ...answer, estimates: answer.estimates.map((e) => anytime(e, look, protocol, question.interval === 'set')) };
    },
  }));
};

/**
 * The estimate with an interval that holds at every look instead of at the planned one. Where none is known (score intervals, sets, clusters), and on
 * fewer units than a first look needs, nothing is said yet: the whole line. The relative effect is left out for the same reason. Contrasts of a family share
 * the error by Bonferroni.
 */
function anytime(e: Estimate, look: UnplannedLook, { analysis }: Protocol, isSet: boolean): Estimate {
  const { test, bounds, relative, adjusted, pointwise, ...kept } = e;
  const contrasts = adjusted?.[0]?.contrasts ?? 1;
  const shared = (level: number): number => 1 - (1 - level) / contrasts;
  const interval = { ...e.interval, level: analysis.level, kind: 'anytime', reference: { kind: 'normal' } } as const;
  const { standardError, value } = e;
  const known = standardError !== undefined && !isSet && e.sizes.clusters === undefined && Object.values(e.sizes.perArm).every((n) => n >= firstLook);
  if (!known) return { ...kept, interval: { ...interval, pieces: [{}] } };
  const half = anytimeCritical(e.sizes.units, look.planned, shared(analysis.level)) * standardError;
  const reach = anytimeCritical(e.sizes.units, look.planned, shared(2 * analysis.guardrailLevel - 1)) * standardError;
  return {
    ...kept,
    interval: { ...interval, pieces: [{ low: value - half, high: value + half }] },
    ...(bounds && { bounds: { level: analysis.guardrailLevel, low: value - reach, high: value + reach } }),
  };
}

/** What the time of the look does to the error rate, where the size of a study can be planned. */
export function lookFindings({ early, late }: Protocol, isPlanned: boolean): readonly Finding[] {
  if (early) return [earlyFinding(early)];
  if (late) return [lateFinding(late)];
  return isPlanned ? [] : [unplanned];
}

/** Five looks, evenly spaced, each at the usual 5 %: Armitage, McPherson & Rowe (1969), JRSS A 132. */
const unplanned: Finding = {
  check: 'planned-size',
  about: {},
  verdict: 'warn',
  statistic: 0.142,
  threshold: 0.05,
  says: 'No size was planned: the intervals are right for one look; of studies without an effect that are read five times while units come in, 14 % show one.',
  mend: 'Write the size that was planned as plannedUnits under analysis; `estimand power` finds it.',
};

function lateFinding({ units, planned }: UnplannedLook): Finding {
  return {
    check: 'late-look',
    about: {},
    verdict: 'warn',
    statistic: units,
    threshold: planned,
    says: `${sayCount(units)} units are in and ${sayCount(planned)} were planned: a study that is read on gets another chance to show an effect, so the intervals shown hold at every look.`,
    mend: 'Analyse the units that were planned, such as the first by time of assignment, for the intervals of one look.',
  };
}

function earlyFinding({ units, planned }: UnplannedLook): Finding {
  return {
    check: 'early-look',
    about: {},
    verdict: 'fail',
    statistic: units,
    threshold: planned,
    says: `${sayCount(units)} of ${sayCount(planned)} planned units are in: the intervals shown hold at every look, and the decision waits.`,
    mend: 'Wait for the planned size; looking earlier and stopping on a good day finds effects that are not there.',
  };
}
