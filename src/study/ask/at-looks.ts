import { shapeOf, tailGroups, tailRows } from '../../diagnostics/arm-shapes.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { mostLookError } from '../../estimate/thresholds.ts';
import { anytimeCritical, firstLook } from '../../inference/confidence-sequence.ts';
import { type Shape, tailError } from '../../inference/tail-error.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import type { Protocol, UnplannedLook } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import { type Asking, all } from '../../relation/asking.ts';
import type { Group } from '../../relation/requests.ts';
import type { Across } from './across.ts';

/** Before the planned size, and where a study is read on after it, every interval holds at every look, or is the whole line. */
export const atLooks: Across = (plans) => (protocol) => {
  const look = protocol.early ?? protocol.late;
  const plan = plans(protocol);
  if (!look) return plan;
  return plan.map((question) => ({
    ...question,
    *ask(): Asking<Answer> {
      const [answer, tails] = yield* all([question.ask(), tailsOf(question, protocol)]);
      const isKnown = (e: Estimate): boolean => question.interval !== 'set' && !isSkewed(e, tails, look, protocol);
      return { ...answer, estimates: answer.estimates.map((e) => anytime(e, look, protocol, isKnown(e))) };
    },
  }));
};

/** By outcome, of those that are means, and by arm. */
type Tails = ReadonlyMap<string, ReadonlyMap<string, Shape>>;

/** The tails of the means that a question asks about; a family of several names them all. */
function* tailsOf({ options: { outcome: asked, cluster } }: PlannedQuestion, { outcomes, assignment }: Protocol): Asking<Tails> {
  if (!assignment || cluster !== undefined) return new Map();
  const means = outcomes.filter(({ name, ratio, quantile }) => asked?.includes(name) && ratio === undefined && quantile === undefined);
  const found = yield* all(means.map(({ name, measure }) => tailGroups(tailRows(measure, assignment.column), name)));
  const shapes = (groups: readonly Group[]) => new Map(groups.filter(({ moments: { n } }) => n > 1).map(({ key: [arm], moments: m }) => [arm, shapeOf(m)]));
  return new Map(means.map(({ name }, i) => [name, shapes(found[i])]));
}

/** Is the mean so skewed, for its sizes, that the normal law does not hold yet in the far tail? */
function isSkewed({ estimand: { outcome, contrast }, sizes, adjusted }: Estimate, tails: Tails, look: UnplannedLook, { analysis }: Protocol): boolean {
  const arms = tails.get(outcome);
  const [treatment, control] = [contrast.treatment, contrast.control].map((arm) => {
    const shape = arms?.get(arm);
    return shape && { ...shape, n: sizes.perArm[arm] ?? shape.n };
  });
  if (!arms || !treatment || !control) return false;
  const alpha = normalTail(anytimeCritical(sizes.units, look.planned, sharedBy(adjusted, analysis.level)));
  return tailError(treatment, control, { all: [...arms.values()], alpha }) > mostLookError * alpha;
}

/** The level of each of the contrasts of a family, by Bonferroni. */
const sharedBy = (adjusted: Estimate['adjusted'], level: number): number => 1 - (1 - level) / (adjusted?.[0]?.contrasts ?? 1);

/**
 * The estimate with an interval that holds at every look instead of at the planned one. Where none is known (score intervals, sets, clusters), and on
 * fewer units than a first look needs, more where the outcome is skewed and the arms unequal, nothing is said yet: the whole line. The relative effect is left out for the same reason. Contrasts of a family share
 * the error by Bonferroni.
 */
function anytime(e: Estimate, look: UnplannedLook, { analysis }: Protocol, isKnown: boolean): Estimate {
  const { test, bounds, relative, adjusted, pointwise, ...kept } = e;
  const interval = { ...e.interval, level: analysis.level, kind: 'anytime', reference: { kind: 'normal' } } as const;
  const { standardError, value } = e;
  const known = standardError !== undefined && isKnown && e.sizes.clusters === undefined && Object.values(e.sizes.perArm).every((n) => n >= firstLook);
  if (!known) return { ...kept, interval: { ...interval, pieces: [{}] } };
  const half = anytimeCritical(e.sizes.units, look.planned, sharedBy(adjusted, analysis.level)) * standardError;
  const reach = anytimeCritical(e.sizes.units, look.planned, sharedBy(adjusted, 2 * analysis.guardrailLevel - 1)) * standardError;
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
    says: `${sayCount(units)} units are in and ${sayCount(planned)} were planned: a study that is read on to twice its plan would show an effect that is not there on one side in 8 % of cases instead of 2.5 %, so the intervals shown hold at every look.`,
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
