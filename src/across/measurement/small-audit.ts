import type { Bounds, Estimate, Interval, Piece, Reference } from '../../estimate/estimate.ts';
import { type Levels, quantileOf } from '../../inference/wald.ts';
import { normalCdf, normalQuantile, normalTail } from '../../math/distributions/normal.ts';
import { studentTQuantile, studentTTail } from '../../math/distributions/student-t.ts';

/** Beyond this many standard errors a level is no longer told from one; limits further out are stretched instead. */
const furthest = 7.5;

const reachOf = (p: number, df: number): number => (Number.isFinite(df) ? studentTQuantile(p, df) : normalQuantile(p));

/**
 * The levels at which a method must be asked so that its limits lie where a t distribution of the audit puts them, whatever the method: those whose
 * normal quantile is the quantile of t.
 */
export function auditLevels({ level, boundsLevel }: Levels, df: number): Levels {
  const two = Math.min(furthest, reachOf((1 + level) / 2, df));
  const one = Math.min(furthest, reachOf(boundsLevel, df));
  return { level: 1 - 2 * normalTail(two), boundsLevel: normalCdf(one) };
}

/**
 * An estimate that was asked at `auditLevels`, under the levels that it holds at; its p-value is the one its interval agrees with. Degrees of freedom are those
 * of the audit, in place of the method's own, not on top of them. Without a limit by the audit the estimate is as the method gave it.
 */
export function underAudit(e: Estimate, levels: Levels, df: number): Estimate {
  const { level, boundsLevel } = levels;
  const options = { ...e.method.options, level, boundsLevel };
  if (!Number.isFinite(df)) return { ...e, method: { ...e.method, options } };
  const reference: Reference = { kind: 't', df };
  const asked = auditLevels(levels, df);
  const far = { interval: stretch(reachOf((1 + level) / 2, df)), bounds: stretch(reachOf(boundsLevel, df)) };
  const own = isWald(e, asked.level)
    ? {
        interval: reachOf((1 + level) / 2, df) / quantileOf(e.interval.reference, (1 + asked.level) / 2),
        bounds: reachOf(boundsLevel, df) / quantileOf(e.interval.reference, asked.boundsLevel),
      }
    : far;
  const interval = (of: Interval, about: number, by: typeof own): Interval => ({
    ...of,
    level,
    reference,
    pieces: of.pieces.map((piece) => stretched(piece, about, by.interval)),
  });
  const bounds = (of: Bounds, about: number, by: typeof own): Bounds => ({
    ...of,
    level: boundsLevel,
    ...(stretched(of, about, by.bounds) as { low: number; high: number }),
  });
  const { relative, test } = e;
  return {
    ...e,
    interval: interval(e.interval, e.value, own),
    ...(e.bounds && { bounds: bounds(e.bounds, e.value, own) }),
    ...(test && { test: { ...test, pValue: underT(test.pValue, e, df) } }),
    ...(relative && {
      relative: {
        ...relative,
        ...(relative.interval && { interval: interval(relative.interval, relative.value, far) }),
        ...(relative.bounds && { bounds: bounds(relative.bounds, relative.value, far) }),
      },
    }),
    method: { ...e.method, options },
  };
}

/** Does the interval reach as far as standard error and t say, so that another t may take its place? */
function isWald({ value, standardError, interval }: Estimate, level: number): boolean {
  const [{ low = -Infinity, high = Infinity } = {}, ...more] = interval.pieces;
  if (interval.reference.kind !== 't' || standardError === undefined || more.length > 0) return false;
  const reach = quantileOf(interval.reference, (1 + level) / 2) * standardError;
  const apart = Math.max(Math.abs(high - value - reach), Math.abs(value - low - reach));
  return reach > 0 && apart <= 1e-9 * (reach + Math.abs(value));
}

const stretch = (reach: number): number => Math.max(1, reach / furthest);

function stretched({ low, high }: Piece, about: number, by: number): Piece {
  const moved = (limit: number): number => (by === 1 ? limit : about + by * (limit - about));
  return { ...(low !== undefined && { low: moved(low) }), ...(high !== undefined && { high: moved(high) }) };
}

/** The score of a p-value under the method's own reference, read against t. */
function underT(pValue: number, e: Estimate, df: number): number {
  const score = ownScore(e) ?? -normalQuantile(pValue / 2);
  return Math.min(1, 2 * studentTTail(score, df));
}

/** How many standard errors from zero an estimate is, where its test counts these. */
function ownScore({ test, standardError, value, interval }: Estimate): number | undefined {
  if (!test || interval.reference.kind !== 't' || standardError === undefined || test.null !== 0) return undefined;
  const score = Math.abs(value / standardError);
  return Math.abs(Math.abs(test.statistic) - score) <= 1e-9 * score ? score : undefined;
}
