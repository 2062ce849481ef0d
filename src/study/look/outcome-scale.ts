import { EstimandError } from '../../errors/estimand-error.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayLimit } from '../../estimate/say.ts';
import { column, greater, indicator, isKnown, less, or } from '../../expressions/build.ts';
import { geometricRatio } from '../../inference/geometric-ratio.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Limits, outsideOf, type Scale, scaled, transformFacts } from '../../protocol/scale.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, moments, quantiles } from '../../relation/requests.ts';
import { within } from '../../relation/within.ts';
import { refusalOf } from '../ask/refused-alone.ts';
import type { StudySource } from '../read/parse-study.ts';

const quantilesOf = (source: StudySource, { name }: Outcome): readonly [number, number] | undefined => {
  const winsorize = source.study.outcomes[name]?.winsorize;
  return winsorize && 'quantiles' in winsorize ? winsorize.quantiles : undefined;
};

/** Rounds that the scales of outcomes take before the plan: quantiles, then counts of what is capped and what has no logarithm. */
export function scaleRounds({ outcomes }: Protocol, source: StudySource): number {
  return (outcomes.some((o) => quantilesOf(source, o)) ? 1 : 0) + (outcomes.some((o) => o.scale) ? 1 : 0);
}

/** Scales as they are settled, and outcomes other than the primary that have none. */
export interface SettledScales {
  readonly protocol: Protocol;
  readonly findings: readonly Finding[];
  readonly refused: readonly string[];
}

/**
 * Fills in limits at quantiles of all arms together, among the units that are analysed, and counts by arm what the scales cap. An outcome other than the primary
 * that cannot be put on its scale is refused by itself.
 *
 * Errors  of the primary log-of-nonpositive, limits-estimated; at the line of the outcome.
 */
export function* settleScales(protocol: Protocol, source: StudySource): Asking<SettledScales> {
  const { assignment, trigger } = protocol;
  if (!assignment) return { protocol, findings: [], refused: [] };
  const analysed = <T>(asking: Asking<T>): Asking<T> => (trigger ? within(asking, trigger.met) : asking);
  const limited = yield* analysed(all(protocol.outcomes.map((outcome) => alone(outcome, withLimits(outcome, assignment.column, source), outcome))));
  const outcomes = limited.map(({ value }) => value);
  const told = yield* analysed(
    all(limited.map(({ value, refusal }) => alone(value, refusal ? all([]) : scaleFindings(value, assignment.column, source), [] as readonly Finding[]))),
  );
  const refusals = [...limited, ...told].flatMap(({ refusal }) => refusal ?? []);
  return {
    protocol: { ...protocol, outcomes },
    findings: [...refusals, ...told.flatMap(({ value }) => value)],
    refused: refusals.flatMap(({ about: { column: name } }) => name ?? []),
  };
}

interface Alone<T> {
  readonly value: T;
  readonly refusal?: Finding;
}

/** What is asked of one outcome; where it cannot be answered of one that is not the primary, why. */
function* alone<T>({ name, role }: Outcome, asking: Asking<T>, otherwise: T): Asking<Alone<T>> {
  try {
    return { value: yield* asking };
  } catch (error) {
    const refusal = role === 'primary' ? undefined : refusalOf(error, name);
    if (!refusal) throw error;
    return { value: otherwise, refusal };
  }
}

function* withLimits(outcome: Outcome, assignment: string, source: StudySource): Asking<Outcome> {
  const at = quantilesOf(source, outcome);
  if (!at) return outcome;
  const { name } = outcome;
  const reply = yield* ask(quantiles({ of: column(name), at, where: isKnown(column(assignment)) }));
  const [low, high] = reply.groups[0]?.values ?? [];
  // Methods say when nothing is known at all.
  if (low === undefined || Number.isNaN(low)) return outcome;
  if (!(low < high)) throw new EstimandError('limits-estimated', { column: name, low, high }, source.placeOf(['outcomes', name, 'winsorize']));
  const scale: Scale = { ...outcome.scale, limits: { low, high, quantiles: at } };
  return { ...outcome, scale, measure: scaled(column(name), scale) };
}

function* scaleFindings({ name, scale }: Outcome, assignment: string, source: StudySource): Asking<readonly Finding[]> {
  if (!scale) return [];
  const { transform, limits } = scale;
  const columns = {
    ...(transform && { outside: indicator(outsideOf(transform, scaled(column(name), limits ? { limits } : {}))) }),
    ...(limits && { capped: indicator(or(less(column(name), limits.low), greater(column(name), limits.high))) }),
  };
  const { groups } = yield* ask(moments({ columns, by: [assignment] }));
  const count = ({ moments: m }: Group, of: string): number => Math.round(meanOf(m, of) * m.n);
  const outside = transform ? groups.reduce((sum, group) => sum + count(group, 'outside'), 0) : 0;
  if (transform && outside > 0) {
    const { least, closed = false, forZeros } = transformFacts(transform);
    const facts = { column: name, transform, least, closed, ...(forZeros !== undefined && { forZeros }), units: outside };
    throw new EstimandError('log-of-nonpositive', facts, source.placeOf(['outcomes', name, 'transform']));
  }
  return limits
    ? [
        limitsFinding(
          name,
          limits,
          groups.map((group) => ({ arm: group.key[0], units: group.moments.n, capped: count(group, 'capped') })),
        ),
      ]
    : [];
}

interface Capped {
  readonly arm: string;
  readonly units: number;
  readonly capped: number;
}

/** A share capped that is so many times another's means tails that differ: the limits found then move the effect at them. */
const unlike = 1.5;

function limitsFinding(name: string, { low, high, quantiles: at }: Limits, arms: readonly Capped[]): Finding {
  const total = arms.reduce((sum, { capped }) => sum + capped, 0);
  const where = at ? `the quantiles ${at[0]} and ${at[1]} of all arms together` : 'as declared';
  const counts = arms.map(({ arm, capped }) => `${sayCount(capped)} ${capped === 1 ? 'unit' : 'units'} in arm ${arm}`);
  const says = `${name} is capped at ${sayLimit(low)} and ${sayLimit(high)}, ${where}: ${counts.join(', ')}.`;
  const shared = { check: 'winsorized', about: { column: name }, statistic: total, says };
  if (total === 0 && !at)
    return { ...shared, verdict: 'warn', mend: 'The limits lie outside the data and cap nothing: check their unit, or take winsorize out.' };
  const shares = arms.map(({ units, capped }) => capped / units);
  if (at && Math.max(...shares) > unlike * Math.min(...shares))
    return {
      ...shared,
      verdict: 'warn',
      mend: 'The arms differ in their tails: read the effect as one at these limits, or declare limits, which do not move with the sample.',
    };
  return { ...shared, verdict: 'pass' };
}

/** A percentage of a mean of logarithms says nothing; the ratio of geometric means does. */
export function onScale(estimate: Estimate, { outcomes }: Protocol): Estimate {
  const transform = outcomes.find(({ name }) => name === estimate.estimand.outcome)?.scale?.transform;
  if (!transform) return estimate;
  const { relative, ...kept } = estimate;
  return transformFacts(transform).geometric ? { ...kept, details: { ...estimate.details, geometricRatio: geometricRatio(estimate) } } : kept;
}
