import { EstimandError } from '../errors/estimand-error.ts';
import type { Bounds, Interval, Reference, Test } from '../estimate/estimate.ts';
import { normalQuantile, normalTail } from '../math/distributions/normal.ts';
import { studentTQuantile, studentTTail } from '../math/distributions/student-t.ts';
import { usualLevel } from '../protocol/defaults.ts';

/** Levels that an estimate is reported at: a two-sided interval, and one-sided bounds each at `boundsLevel`. */
export interface Levels {
  readonly level: number;
  readonly boundsLevel: number;
}

/** Levels with their defaults. Errors  option-invalid when one is not between 0.5 and 1. */
export function levelsOf({
  level = usualLevel,
  boundsLevel = usualLevel,
}: {
  readonly level?: number | undefined;
  readonly boundsLevel?: number | undefined;
}): Levels {
  for (const [option, value] of Object.entries({ level, boundsLevel })) {
    if (!(value >= 0.5 && value < 1))
      throw new EstimandError('option-invalid', { option, found: String(value), asked: 'a share from 0.5 to below 1, such as 0.95' });
  }
  return { level, boundsLevel };
}

export const usualLevels: Levels = { level: usualLevel, boundsLevel: usualLevel };

/** P(T > t) under the reference distribution. */
export function upperTail(reference: Reference, t: number): number {
  return reference.kind === 't' ? studentTTail(t, reference.df) : normalTail(t);
}

/** Degrees of freedom of a sum of squares are one or more: fewer are a rounding error away from none. */
const leastFreedom = 0.5;

/** The p-quantile of the reference distribution. Errors  no-freedom. */
export function quantileOf(reference: Reference, p: number): number {
  if (reference.kind === 't' && !(reference.df >= leastFreedom)) throw new EstimandError('no-freedom', { df: reference.df });
  return reference.kind === 't' ? studentTQuantile(p, reference.df) : normalQuantile(p);
}

export interface WaldInference {
  readonly standardError: number;
  readonly interval: Interval;
  readonly bounds: Bounds;
  readonly test?: Test;
}

/**
 * Interval, one-sided bounds and test of no effect from an estimate and its standard error.
 *
 * Units   those of the estimate. The test is absent when the standard error is zero.
 * Errors  no-freedom.
 */
export function waldInference(value: number, standardError: number, reference: Reference, { level, boundsLevel }: Levels): WaldInference {
  const half = quantileOf(reference, (1 + level) / 2) * standardError;
  const reach = quantileOf(reference, boundsLevel) * standardError;
  const statistic = value / standardError;
  return {
    standardError,
    interval: { pieces: [{ low: value - half, high: value + half }], level, side: 'two-sided', kind: 'pointwise', reference },
    bounds: { level: boundsLevel, low: value - reach, high: value + reach },
    ...(standardError > 0 && { test: { null: 0, alternative: 'two-sided', statistic, pValue: Math.min(1, 2 * upperTail(reference, Math.abs(statistic))) } }),
  };
}
