import type { Answer } from '../../estimate/answer.ts';
import type { Estimate, Reference } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayNumber } from '../../estimate/say.ts';
import { type Breakdown, breakdown } from '../../inference/honest/breakdown.ts';
import type { EventStudy } from '../../inference/honest/event-study.ts';
import { type HonestInterval, honestInterval, type Restriction } from '../../inference/honest/honest-interval.ts';
import { treatedCells } from '../../inference/staged/averages.ts';
import { quantileOf } from '../../inference/wald.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { periodNoun } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askTrends } from './ask-effects.ts';
import type { AskedEffects } from './asked-effects.ts';
import { type EventTimes, eventTimes } from './event-times.ts';
import { refusalOf } from './findings.ts';
import { atHorizon, type HonestStudy, honestStudy, largestBend, overTreated } from './honest-study.ts';
import { example, recordOf, roundsOn, type Staged, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';
import { arms } from './own.ts';

/** Sizes that are shown beside the one that decides; the largest that breakdown values are looked for at. */
const shown = [0, 0.5, 1, 1.5, 2];
const mostMbar = 3;

/** By what the bends seen before the start are multiplied. */
const bends = [0, 0.5, 1, 2];

export const honestId = (outcome: string): string => `honest-bounds:${outcome}`;

/**
 * Bounds on the effect at one time since the start although cohorts would have parted without the change, by no more than they did before it.
 *
 * Model   relative magnitudes: from one period to the next trends part by at most M-bar times the most that they did before the start. Smoothness: they bend by at most M.
 *         Intervals hold whatever trends obey it; the breakdown value is the M-bar at which they begin to hold zero.
 * Shapes  one round, the same as the average effect; a universal base whatever the study says.
 * Source  Rambachan & Roth (2023), Review of Economic Studies 90. Parity: honestdid.
 */
export const honestBounds = question<StagedOptions>(
  {
    id: 'honest-bounds',
    title: 'Bounds where trends may differ',
    source: 'Rambachan & Roth (2023), Review of Economic Studies 90',
    docs: 'docs/methods/honest-bounds.md',
    label: 'if trends part as before',
    interval: 'set',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => stagedOptionsOf(protocol, ({ role }) => role === 'primary'),
    example,
  },
  function* (options): Asking<Answer> {
    const c = stagedOf(options);
    const found = yield* askTrends(c);
    const times = eventTimes(found, c);
    const whole = honestStudy(times);
    const { horizon, mbar } = c.rollout.honest;
    const target = atHorizon(whole, horizon);
    // Why an effect cannot be told is said beside the average.
    if (refusalOf(c, found) || treatedCells(found.cells).length === 0) return { estimates: [], findings: [], exhibits: [] };
    const study = { ...whole.study, target: target ?? new Float64Array(whole.study.after) };
    const { level, reference } = asNormal(found, c, times);
    const asked = { ...c, level };
    const bound = honestInterval(study, 'relative-magnitudes', mbar, level);
    if ('refused' in bound) return { estimates: [], findings: [unbounded(c, whole)], exhibits: [] };
    return {
      estimates: [estimateOf(study, { ...bound, level: c.level }, reference, found, c)],
      findings: [breakdownFinding(study, { ...whole.study, target: overTreated(whole, found) }, asked)],
      exhibits: [ladder(study, whole, asked)],
    };
  },
);

/** Bounds read a normal law. Where means rest on few labels they are asked at the level whose normal quantile is that of t, by the least degrees of freedom of what they read. */
function asNormal(found: AskedEffects, { level, sampled }: Staged, { slices }: EventTimes): { readonly level: number; readonly reference: Reference } {
  const df = sampled === undefined ? Infinity : Math.min(...slices.map(({ effect }) => found.errors.freedom(effect)));
  if (!Number.isFinite(df)) return { level, reference: { kind: 'normal' } };
  const reference: Reference = { kind: 't', df };
  return { level: 1 - 2 * normalTail(quantileOf(reference, (1 + level) / 2)), reference };
}

/** Why there are no bounds. A launch asks for them, and so waits. */
function unbounded({ outcome, rollout }: Staged, { study, since }: HonestStudy): Finding {
  const noun = periodNoun(rollout.period);
  const { horizon } = rollout.honest;
  const early = study.before === 0;
  return {
    check: 'honest-bounds',
    about: { column: outcome },
    verdict: 'refuse',
    says: early
      ? `How far trends of ${outcome} may part cannot be told: no ${noun} before the one that all are compared with was seen.`
      : `The effect on ${outcome} ${horizon} ${noun}${horizon === 1 ? '' : 's'} after the start cannot be bounded: ${since.includes(horizon) ? 'too few units were seen then' : 'nobody was seen then'}.`,
    mend: early ? `Bring at least one more ${noun} from before the first start.` : 'Name another horizon under design.honest.',
  };
}

function estimateOf(
  { estimates, before, target }: EventStudy,
  { low, high, level }: HonestInterval,
  reference: Reference,
  found: AskedEffects,
  c: Staged,
): Estimate {
  const { horizon, mbar } = c.rollout.honest;
  const noun = periodNoun(c.rollout.period);
  const when = horizon === 0 ? `the first treated ${noun}` : `${horizon} ${noun}${horizon === 1 ? '' : 's'} after the start`;
  return {
    id: honestId(c.outcome),
    role: 'mechanism',
    estimand: {
      contrast: { treatment: arms.treated, control: arms.untreated },
      population: `units seen in ${when}`,
      outcome: c.outcome,
      unit: c.unit ?? { kind: found.binary ? 'share' : 'plain' },
      says: `Effect on ${c.outcome} in ${when}, where trends may part by ${mbar} times the most that they did from one ${noun} to the next before the start.`,
    },
    value: target.reduce((sum, weight, i) => sum + weight * estimates[before + i], 0),
    interval: { pieces: [{ low, high }], level, side: 'two-sided', kind: 'pointwise', reference },
    sizes: { units: found.units, perArm: {}, dropped: {} },
    method: { id: 'honest-bounds', options: { ...recordOf(c, 'universal'), horizon, mbar }, source: honestBounds.source },
  };
}

/** How far trends may part until nothing is left: at the horizon, which decides, and for the average. */
function breakdownFinding(study: EventStudy, average: EventStudy, { outcome, rollout, level }: Staged): Finding {
  const { honest, period } = rollout;
  const noun = periodNoun(period);
  const [own, all] = [study, average].map((one) => breakdown(one, 'relative-magnitudes', { level, limit: mostMbar, against: 0 }));
  const size = 'refused' in own ? 0 : sizeOf(own);
  const when = honest.horizon === 0 ? `in the first treated ${noun}` : `${honest.horizon} ${noun}${honest.horizon === 1 ? '' : 's'} after the start`;
  const stands = size > honest.mbar || (size === honest.mbar && size > 0);
  return {
    check: 'honest-bounds',
    about: { column: outcome, estimate: honestId(outcome) },
    verdict: stands ? 'pass' : 'warn',
    statistic: size,
    threshold: honest.mbar,
    says: `The effect on ${outcome} ${when} ${sayBreakdown(own, noun)}; that on average ${sayBreakdown(all, noun)}.`,
    ...(!stands && {
      mend: `Say why trends would part less than that after the start, name covariates that go with them, or bring more ${noun}s from before it.`,
    }),
  };
}

const sizeOf = (found: Breakdown): number => (found.kind === 'never-excludes' ? 0 : found.kind === 'excludes-up-to' ? found.size : found.limit);

function sayBreakdown(found: ReturnType<typeof breakdown>, noun: string): string {
  if ('refused' in found) return 'cannot be bounded';
  if (found.kind === 'never-excludes') return 'cannot be told from zero even if trends had gone on alike';
  if (found.kind === 'excludes-to-limit')
    return `stands even if trends parted by ${found.limit} times the most that they did from one ${noun} to the next before the start`;
  return `stands until trends part by ${sayNumber(found.size, 2)} times the most that they did from one ${noun} to the next before the start`;
}

/** Bounds by how much is allowed. */
function ladder(study: EventStudy, whole: HonestStudy, { outcome, rollout, level }: Staged): Exhibit {
  const { mbar } = rollout.honest;
  const noun = periodNoun(rollout.period);
  const bend = largestBend(whole);
  const rows = [
    ...[...new Set([...shown, mbar])]
      .sort((a, b) => a - b)
      .map((size) => bound(study, 'relative-magnitudes', size, level, size === 0 ? 'trends go on alike' : `part by ${sayNumber(size)} times the most before`)),
    ...(bend > 0 && whole.study.before > 1
      ? bends.map((times) =>
          bound(study, 'smoothness', times * bend, level, times === 0 ? 'a straight trend goes on' : `it bends by ${sayNumber(times * bend)} a ${noun}`),
        )
      : []),
  ].flatMap((row) => row ?? []);
  const says = `Bounds of the effect on ${outcome} widen with how far trends may part; ${mbar} times is what decides.`;
  return {
    id: honestId(outcome),
    title: `Effect on ${outcome} where trends may differ`,
    kind: 'intervals',
    says,
    alt: says,
    columns: { label: rows.map((r) => r.label), value: rows.map((r) => r.value), low: rows.map((r) => r.low), high: rows.map((r) => r.high) },
    marks: [{ at: 0, label: 'no effect' }],
  };
}

function bound(study: EventStudy, restriction: Restriction, size: number, level: number, label: string) {
  const found = honestInterval(study, restriction, size, level);
  if ('refused' in found) return undefined;
  return { label, value: study.target.reduce((sum, weight, i) => sum + weight * study.estimates[study.before + i], 0), low: found.low, high: found.high };
}
