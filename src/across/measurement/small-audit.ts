import type { Bounds, Estimate, Interval, Piece, Reference } from '../../estimate/estimate.ts';
import type { Levels } from '../../inference/wald.ts';
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

/** An estimate that was asked at `auditLevels`, under the levels that it holds at; its p-value is the one its interval agrees with. */
export function underAudit(e: Estimate, { level, boundsLevel }: Levels, df: number): Estimate {
  const reference: Reference = Number.isFinite(df) ? { kind: 't', df } : { kind: 'normal' };
  const twoSided = stretch(reachOf((1 + level) / 2, df));
  const oneSided = stretch(reachOf(boundsLevel, df));
  const interval = (of: Interval, about: number): Interval => ({
    ...of,
    level,
    reference,
    pieces: of.pieces.map((piece) => stretched(piece, about, twoSided)),
  });
  const bounds = (of: Bounds, about: number): Bounds => ({ ...of, level: boundsLevel, ...(stretched(of, about, oneSided) as { low: number; high: number }) });
  const { relative, test } = e;
  return {
    ...e,
    interval: interval(e.interval, e.value),
    ...(e.bounds && { bounds: bounds(e.bounds, e.value) }),
    ...(test && { test: { ...test, pValue: underT(test.pValue, df) } }),
    ...(relative && {
      relative: {
        ...relative,
        ...(relative.interval && { interval: interval(relative.interval, relative.value) }),
        ...(relative.bounds && { bounds: bounds(relative.bounds, relative.value) }),
      },
    }),
    method: { ...e.method, options: { ...e.method.options, level, boundsLevel } },
  };
}

const stretch = (reach: number): number => Math.max(1, reach / furthest);

function stretched({ low, high }: Piece, about: number, by: number): Piece {
  const moved = (limit: number): number => (by === 1 ? limit : about + by * (limit - about));
  return { ...(low !== undefined && { low: moved(low) }), ...(high !== undefined && { high: moved(high) }) };
}

/** The normal score of a p-value, read against t. */
function underT(pValue: number, df: number): number {
  return Number.isFinite(df) ? Math.min(1, 2 * studentTTail(-normalQuantile(pValue / 2), df)) : pValue;
}
