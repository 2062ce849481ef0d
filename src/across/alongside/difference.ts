import type { Estimate, Interval, Piece, Reference } from '../../estimate/estimate.ts';
import { moverDifference } from '../../inference/mover.ts';
import { type Levels, waldInference } from '../../inference/wald.ts';
import { satterthwaite } from '../../inference/welch.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { segmentOf, wholeId } from '../segments/segment.ts';
import { sidakLevel } from '../sidak.ts';

/** What differences of effects are told as. */
export const interactionMethod = 'interaction';

const source = 'Welch (1947), Biometrika 34; Zou & Donner (2008), Statistics in Medicine 27';

/** A pair of effects of separate units: in an arm of another experiment, and in the one it is compared with. */
export interface Pair {
  readonly there: Estimate;
  readonly base: Estimate;
}

/**
 * How much more the treatment does in one arm of another experiment than in another.
 *
 * Model   the difference of two effects of separate units. Where both have a standard error: the variances added up, t with Satterthwaite's degrees of freedom, which for means is
 *         Welch's contrast of four cells. Where one rests on limits that are no multiples of a standard error (few events, sets): from the limits of both, their distances
 *         added as squares. Several differences of an outcome hold together at Sidak's level.
 * Units   of the outcome.
 * Errors  undefined where an effect has no limits on both sides.
 * Source  Welch (1947), Biometrika 34; Zou & Donner (2008), Statistics in Medicine 27.
 */
export function differenceOf(pair: Pair, contrasts: number, { level, boundsLevel }: Levels): Estimate | undefined {
  const { there, base } = pair;
  const value = there.value - base.value;
  const together = contrasts > 1 ? { level: sidakLevel(level, contrasts), boundsLevel: 1 - (1 - boundsLevel) / contrasts } : { level, boundsLevel };
  const error = errorOf(pair);
  const found = error ? byErrors(value, error, together, { level, boundsLevel }) : byLimits(pair, contrasts > 1 ? 'interval' : 'pointwise', level);
  if (!found) return undefined;
  const { interval, pointwise, ...rest } = found;
  const kind = contrasts > 1 ? 'simultaneous' : 'pointwise';
  const [one, other] = [segmentOf(there), segmentOf(base)];
  const difference = `${one.level} less ${other.level}`;
  return {
    id: `${wholeId(there).replace(/^[^:]+:/, `${interactionMethod}:`)}@${one.column}=${difference}`,
    role: 'secondary',
    estimand: {
      ...there.estimand,
      population: `units with ${one.column} = ${one.level} or ${other.level}`,
      segment: { column: one.column, level: difference },
      says: `Effect on ${there.estimand.outcome} of ${there.estimand.contrast.treatment} against ${there.estimand.contrast.control} with ${one.column} = ${one.level}, less the same with ${one.column} = ${other.level}.`,
    },
    value,
    ...rest,
    interval: { ...interval, level, kind },
    ...(contrasts > 1 && { pointwise }),
    sizes: addedUp(there, base),
    method: {
      id: interactionMethod,
      options: { column: one.column, arms: [one.level, other.level], of: there.method.id, contrasts, level, boundsLevel },
      source,
    },
  };
}

interface Found extends Pick<Estimate, 'standardError' | 'bounds' | 'test'> {
  readonly interval: Interval;
  readonly pointwise: Interval;
}

function byErrors(value: number, { standardError, reference }: PairError, together: Levels, levels: Levels): Found {
  const [alone, held] = [waldInference(value, standardError, reference, levels), waldInference(value, standardError, reference, together)];
  return { ...alone, interval: held.interval, pointwise: alone.interval, bounds: { ...held.bounds, level: levels.boundsLevel } };
}

/** From the limits of both parts: those that hold together with all other parts, or those of each for itself. */
function byLimits({ there, base }: Pair, which: 'interval' | 'pointwise', level: number): Found | undefined {
  const limits = (of: 'interval' | 'pointwise'): Piece | undefined => {
    const [a, b] = [there, base].map((e) => (of === 'pointwise' ? (e.pointwise ?? e.interval) : e.interval).pieces);
    return a.length === 1 && b.length === 1 ? moverDifference({ value: there.value, ...a[0] }, { value: base.value, ...b[0] }) : undefined;
  };
  const [piece, alone] = [limits(which), limits('pointwise')];
  if (!piece || !alone) return undefined;
  const interval: Interval = { pieces: [piece], level, side: 'two-sided', kind: 'pointwise', reference: { kind: 'score' } };
  return { ...testedBy(there, base), interval, pointwise: { ...interval, pieces: [alone] } };
}

/** Shares with events enough have standard errors beside their limits. */
function testedBy({ value, standardError: a = 0 }: Estimate, { value: other, standardError: b = 0 }: Estimate): Pick<Estimate, 'standardError' | 'test'> {
  if (a === 0 || b === 0) return {};
  const standardError = Math.hypot(a, b);
  const statistic = (value - other) / standardError;
  return { standardError, test: { null: 0, alternative: 'two-sided', statistic, pValue: Math.min(1, 2 * normalTail(Math.abs(statistic))) } };
}

interface PairError {
  readonly standardError: number;
  readonly reference: Reference;
}

/** Undefined where one of them has none, or limits that are no multiples of it. */
function errorOf({ there, base }: Pair): PairError | undefined {
  const parts = [there, base].map(({ standardError, interval: { reference } }) => {
    const known = standardError !== undefined && standardError > 0 && (reference.kind === 't' || reference.kind === 'normal');
    return known ? { variance: standardError ** 2, df: reference.kind === 't' ? reference.df : Infinity } : undefined;
  });
  const [a, b] = parts;
  if (!a || !b) return undefined;
  const df = satterthwaite([a, b]);
  const reference: Reference = df !== undefined && Number.isFinite(df) ? { kind: 't', df } : { kind: 'normal' };
  return { standardError: Math.sqrt(a.variance + b.variance), reference };
}

function addedUp({ sizes: a }: Estimate, { sizes: b }: Estimate): Estimate['sizes'] {
  const added = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
    Object.fromEntries([...new Set([...Object.keys(one), ...Object.keys(other)])].map((arm) => [arm, (one[arm] ?? 0) + (other[arm] ?? 0)]));
  return {
    units: a.units + b.units,
    perArm: added(a.perArm, b.perArm),
    ...(a.clusters !== undefined && b.clusters !== undefined && { clusters: a.clusters + b.clusters }),
    dropped: added(a.dropped, b.dropped),
  };
}
