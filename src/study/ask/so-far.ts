import { effectSoFar, type SoFar } from '../../across/looks/effect-so-far.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Unit } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber, sayP } from '../../estimate/say.ts';
import { measureOf, nameWithUnit, sayEffect } from '../../estimate/unit.ts';
import { add } from '../../expressions/build.ts';
import { type EventBlock, eventEvidence } from '../../inference/sequential/e-values.ts';
import { firstLook } from '../../inference/sequential/mixture.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { regressed } from '../../methods/arms/regressed.ts';
import { armLabel, outcomeLabel } from '../../protocol/labels.ts';
import type { Look } from '../../protocol/look.ts';
import { periodText } from '../../protocol/periods.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { within } from '../../relation/within.ts';
import type { Across } from './across.ts';
import { isRead } from './headlines.ts';
import { criticalAt } from './look-levels.ts';

/** What was known of an effect from day to day, and when it first showed, of a study whose units came in over time and whose size was planned. */
export const soFar: Across = (plans) => (protocol) => [...plans(protocol), ...planned(protocol)];

function planned(protocol: Protocol): readonly PlannedQuestion[] {
  const { time, assignment, analysis, blocks, cluster, errorsBy, outcomes, look } = protocol;
  // Within blocks, and of clusters, the effect so far is no difference of means whose error rows tell.
  const isPlain = blocks === undefined && cluster === undefined && errorsBy === undefined;
  if (!time || !assignment || analysis.plannedUnits === undefined || !isPlain || look?.kind === 'spent') return [];
  const shown = outcomes.filter((o) => isRead(o) && o.quantile === undefined && !o.measured);
  return shown.map((outcome) => ({
    id: 'effect-so-far',
    of: 'analysed',
    title: 'Effect and interval as they would have been read day by day',
    rounds: { usual: regressed(protocol).length > 0 && !outcome.ratio ? 2 : 1, most: 3 },
    options: { outcome: outcome.name, assignment: assignment.column },
    ask: () => (outcome.mature ? within(answerOf(outcome, protocol), outcome.mature.met) : answerOf(outcome, protocol)),
  }));
}

/** A day of one treatment, with the interval that would have been read then, where one would. */
interface Read extends SoFar {
  readonly half?: number;
}

function* answerOf(outcome: Outcome, protocol: Protocol): Asking<Answer> {
  const { column, control, treatments, labels = {} } = protocol.assignment!;
  const { arms, blocks } = yield* effectSoFar({
    outcome: outcome.name,
    measure: outcome.measure,
    ...(outcome.ratio && { ratio: outcome.ratio }),
    assignment: column,
    control,
    treatments,
    adjust: protocol.analysis.adjust === 'none' ? [] : regressed(protocol),
    time: outcome.mature ? add(protocol.time!.seconds, outcome.mature.after) : protocol.time!.seconds,
  });
  const unit: Unit = blocks && outcome.unit.kind === 'plain' ? { kind: 'share' } : outcome.unit;
  const read = [...arms].map(([arm, days]) => ({ arm, called: armLabel(labels, arm), days: readOver(days, protocol) }));
  const exhibit = exhibitOf(read, outcome, unit, protocol);
  const findings = [
    ...read.flatMap((one) => firstShown(one, outcome, unit, protocol)),
    ...read.flatMap((one) => evidence(one, blocks?.get(one.arm), outcome, protocol)),
  ];
  return { estimates: [], findings, exhibits: exhibit ? [exhibit] : [] };
}

/** Intervals of each day, or of the days of looks; of a study that is read once that of the planned size is a single look's. */
function readOver(days: readonly SoFar[], { look, analysis, assignment }: Protocol): readonly Read[] {
  const alpha = (1 - analysis.level) / 2 / assignment!.treatments.length;
  const criticals = look?.kind === 'spending' ? atTheLooks(days, look, alpha) : undefined;
  return days.map((day, i): Read => {
    const { standardError, units, fewest } = day;
    const isLast = i === days.length - 1;
    const critical = criticals
      ? criticals.get(i)
      : !look && isLast
        ? normalQuantile(1 - alpha)
        : fewest < firstLook
          ? undefined
          : criticalAt({ kind: 'anytime', units, planned: analysis.plannedUnits! }, alpha);
    return { ...day, ...(standardError !== undefined && critical !== undefined && { half: critical * standardError }) };
  });
}

/** The critical value of each look by the day on which its units were in. */
function atTheLooks(days: readonly SoFar[], look: Extract<Look, { kind: 'spending' }>, alpha: number): ReadonlyMap<number, number> {
  return new Map(
    look.fractions.map((fraction, i) => {
      const at = days.findIndex(({ units }) => units >= fraction * look.planned);
      const taken = { ...look, fractions: look.fractions.slice(0, i + 1), spentAt: look.spentAt.slice(0, i + 1) };
      return [i === look.fractions.length - 1 || at < 0 ? days.length - 1 : at, criticalAt(taken, alpha)];
    }),
  );
}

const leavesOut = ({ value, half }: Read): boolean => value !== undefined && half !== undefined && Math.abs(value) > half;

const fewestDays = 3;

interface ReadArm {
  readonly arm: string;
  readonly called: string;
  readonly days: readonly Read[];
}

const dayText = ({ day }: SoFar): string => periodText(day, 'day');

function exhibitOf(arms: readonly ReadArm[], outcome: Outcome, unit: Unit, { look, analysis, time }: Protocol): Exhibit | undefined {
  const { factor } = measureOf(unit);
  const rows = arms.flatMap(({ called, days }) => days.flatMap(({ value, half, ...day }) => (value === undefined ? [] : [{ ...day, called, value, half }])));
  if (new Set(rows.map(({ day }) => day)).size < fewestDays) return undefined;
  const name = outcomeLabel(outcome);
  const first = arms.length === 1 ? arms[0].days.findIndex(leavesOut) : -1;
  const shown = arms[0].days.filter(({ value }) => value !== undefined);
  const start = first < 0 ? -1 : shown.indexOf(arms[0].days[first]);
  const known = outcome.mature ? `${time!.column} and the time that it takes to show` : time!.column;
  const says = `${name} as it would have been read day by day, by ${known}: ${intervalsOf(look)}${start < 0 ? '' : `; it first left zero out on ${dayText(shown[start])}`}.`;
  return {
    id: `effect-so-far:${outcome.name}`,
    title: `Effect so far on ${nameWithUnit(name, unit)}`,
    says,
    alt: says,
    kind: 'lines',
    part: 'time',
    columns: {
      x: rows.map(dayText),
      y: rows.map(({ value }) => factor * value),
      low: rows.map(({ value, half }) => (half === undefined ? undefined : factor * (value - half))),
      high: rows.map(({ value, half }) => (half === undefined ? undefined : factor * (value + half))),
      ...(arms.length > 1 && { series: rows.map(({ called }) => called) }),
      units: rows.map(({ units }) => units),
    },
    ...marksOf(outcome, factor),
    axes: { x: outcome.mature ? 'day on which it was known' : `day of ${time!.column}`, y: nameWithUnit(name, unit), ...(start >= 0 && { start }) },
    level: analysis.level,
  };
}

function intervalsOf(look: Look | undefined): string {
  if (look?.kind === 'spending') return 'the intervals are those of the looks that were taken, and hold at all of them';
  return look
    ? 'the band holds on all days at once'
    : 'the band before the last day holds on all days at once; that of the last day is the interval of one look, at the planned size';
}

/** The worthwhile effect, or what is tolerated, as a line. */
function marksOf({ better, worthwhile, tolerance }: Outcome, factor: number): Pick<Exhibit, 'marks'> {
  const sign = better === 'higher' ? 1 : -1;
  if (worthwhile !== undefined) return { marks: [{ at: factor * sign * worthwhile, label: 'worthwhile' }] };
  return tolerance && !tolerance.relative ? { marks: [{ at: -factor * sign * tolerance.value, label: 'tolerance' }] } : {};
}

/** When the primary effect first showed by intervals that hold at every look. */
function firstShown({ arm, called, days }: ReadArm, outcome: Outcome, unit: Unit, { look, assignment }: Protocol): readonly Finding[] {
  if (!look || outcome.role !== 'primary') return [];
  const first = days.find(leavesOut);
  if (!first) return [];
  const of = assignment!.treatments.length > 1 ? ` of ${called}` : '';
  const last = days[days.length - 1];
  const since = last === first || leavesOut(last) ? '' : ' By now its interval holds zero again: it shrank since.';
  return [
    {
      check: 'first-shown',
      about: { column: outcome.name, arm },
      verdict: 'pass',
      statistic: first.units,
      says: `The effect${of} on ${outcomeLabel(outcome)} first showed on ${dayText(first)}, with ${sayCount(first.units)} units: ${sayEffect(first.value!, unit)}.${since}`,
    },
  ];
}

/** Of an outcome of 0 and 1 that is read at any time: evidence that needs no approximation, unadjusted, a block a day. */
function evidence(
  { arm, called }: ReadArm,
  blocks: readonly EventBlock[] | undefined,
  { name, ...outcome }: Outcome,
  { look, assignment }: Protocol,
): readonly Finding[] {
  if (look?.kind !== 'anytime' || !blocks) return [];
  const [{ eValue, pValue }] = eventEvidence(blocks).slice(-1);
  const of = assignment!.treatments.length > 1 ? ` of ${called}` : '';
  return [
    {
      check: 'e-value',
      about: { column: name, arm },
      verdict: 'pass',
      statistic: eValue,
      pValue,
      says: `Day by day the evidence${of} against equal shares of ${outcomeLabel({ name, ...outcome })} in both arms has come to an e-value of ${sayNumber(eValue)} (${sayP(pValue)} at any time): exact, without covariates, and apart from the interval that decides.`,
    },
  ];
}
