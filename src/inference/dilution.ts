import type { Bounds, Estimate, Interval, Piece, Reference } from '../estimate/estimate.ts';
import { sayShare } from '../estimate/say.ts';
import { quantileOf, waldInference } from './wald.ts';

/** Who met a trigger, among all units of the arms compared. */
export interface Triggered {
  readonly triggered: number;
  readonly units: number;
  /** Of the triggered share; p (1 - p) / units unless units come in clusters. */
  readonly shareVariance?: number;
}

export interface DilutionDetails {
  readonly triggered: number;
  readonly units: number;
  readonly share: number;
}

const everybody = 'all units assigned';
const thoseWho = (trigger: string): string => `units that could notice their arm (${trigger})`;

/** An estimate from triggered units says so: its estimand is the effect among those who could notice their arm. */
export function amongTriggered(e: Estimate, trigger: string): Estimate {
  const those = thoseWho(trigger);
  const { population, says } = e.estimand;
  const said = says.includes(everybody) ? says.replaceAll(everybody, those) : `${says.replace(/\.$/, '')}, among ${those}.`;
  return {
    ...e,
    estimand: {
      ...e.estimand,
      population: population.includes(everybody) ? population.replaceAll(everybody, those) : `${population}, among ${those}`,
      says: said,
    },
  };
}

/**
 * The effect among triggered units, diluted to all that were assigned: those who could not notice their arm have no effect.
 *
 * Model   p times the effect, p the triggered share; variance p^2 V + effect^2 p (1 - p) / n. A score interval, which no standard error gives, is moved
 *         by squares: each distance to a limit is p times the own one, and that of p, added as squares.
 * Shapes  an estimate whose interval is one bounded piece, and counts of units.
 * Units   those of the estimate. Absent for an interval that is unbounded or in pieces, for ratios, for effects among fewer than the triggered, and
 *         when no unit is triggered, or the variance of their share is not known.
 * Source  Deng & Hu (2015), WSDM; Zou & Donner (2008), Statistics in Medicine 27, for limits.
 */
export function dilutedEstimate(e: Estimate, { triggered, units, shareVariance }: Triggered, trigger: string): Estimate<DilutionDetails> | undefined {
  const { pieces } = e.interval;
  const [piece] = pieces;
  const { population, unit } = e.estimand;
  if (unit.kind === 'ratio' || (population !== everybody && population !== thoseWho(trigger))) return undefined;
  if (!(triggered > 0) || pieces.length !== 1 || piece.low === undefined || piece.high === undefined) return undefined;
  const share = triggered / units;
  const varianceOfShare = shareVariance ?? (share * (1 - share)) / units;
  if (!Number.isFinite(varianceOfShare)) return undefined;
  const value = share * e.value;
  const ofShare = Math.abs(e.value) * Math.sqrt(varianceOfShare);
  const standardError = e.standardError === undefined ? undefined : Math.hypot(share * e.standardError, ofShare);
  const { relative, details, adjusted, test, bounds, pointwise, standardError: own, ...kept } = e;
  const says = `Average effect of assigning ${e.estimand.contrast.treatment} rather than ${e.estimand.contrast.control} on ${e.estimand.outcome}, among ${everybody}: the effect among ${thoseWho(trigger)} times their share, ${sayShare(share)}.`;
  return {
    ...kept,
    id: `${e.id}:diluted`,
    estimand: { ...e.estimand, population: everybody, says },
    value,
    ...inferenceOf(e, { value, share, ofShare, standardError }, { low: piece.low, high: piece.high }),
    method: { id: 'dilution', options: { of: e.id, trigger }, source: 'Deng & Hu (2015), WSDM' },
    details: { triggered, units, share },
  };
}

interface Moved {
  readonly value: number;
  readonly share: number;
  readonly ofShare: number;
  readonly standardError: number | undefined;
}

type Inference = Pick<Estimate, 'standardError' | 'interval' | 'bounds' | 'pointwise' | 'test'>;

/** A simultaneous or anytime interval stays one: it keeps its critical value, and a look before the end has no test. */
function inferenceOf(e: Estimate, { value, share, ofShare, standardError }: Moved, own: Required<Piece>): Inference {
  const { reference, level, kind } = e.interval;
  if (standardError === undefined || reference.kind === 'score')
    // An effect of zero stays one, so its test is the same.
    return { ...limits(e, share, ofShare, own), ...(standardError !== undefined && { standardError }), ...(e.test && { test: e.test }) };
  const alone = waldInference(value, standardError, reference, { level, boundsLevel: e.bounds?.level ?? level });
  if (kind === 'pointwise') return alone;
  const times = e.standardError! > 0 ? standardError / e.standardError! : 1;
  const moved = ({ low, high }: Required<Piece>): Required<Piece> => ({ low: value - times * (e.value - low), high: value + times * (high - e.value) });
  return {
    standardError,
    interval: { ...e.interval, pieces: [moved(own)] },
    ...(e.bounds && { bounds: { level: e.bounds.level, ...moved(e.bounds) } }),
    ...(kind === 'simultaneous' && { pointwise: alone.interval, ...(alone.test && { test: alone.test }) }),
  };
}

/** Interval and bounds by adding squared distances. */
function limits(e: Estimate, share: number, ofShare: number, own: Required<Piece>): { readonly interval: Interval; readonly bounds?: Bounds } {
  const reference: Reference = { kind: 'normal' };
  const moved = ({ low, high }: Required<Piece>, quantile: number): Required<Piece> => ({
    low: share * e.value - Math.hypot(share * (e.value - low), quantile * ofShare),
    high: share * e.value + Math.hypot(share * (high - e.value), quantile * ofShare),
  });
  return {
    interval: { ...e.interval, pieces: [moved(own, quantileOf(reference, (1 + e.interval.level) / 2))] },
    ...(e.bounds && { bounds: { level: e.bounds.level, ...moved(e.bounds, quantileOf(reference, e.bounds.level)) } }),
  };
}
