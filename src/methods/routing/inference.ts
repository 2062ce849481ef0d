import type { Bounds, Interval, Test } from '../../estimate/estimate.ts';
import { waldInference } from '../../inference/wald.ts';
import { quantileOfSorted } from '../../math/quantile.ts';
import type { Settled } from './options.ts';

/** An estimate with its standard error, and what else an interval may be made of. */
export interface ValueWithError {
  readonly value: number;
  readonly standardError: number;
  readonly n: number;
  /** Of the standard error: rows, or clusters, less one. */
  readonly df: number;
  /** The value in each bootstrap draw. */
  readonly draws?: Float64Array;
  /** Length of the range of a row's term. */
  readonly range?: number;
}

export interface Inference {
  readonly standardError: number;
  readonly interval: Interval;
  readonly bounds: Bounds;
  readonly test?: Test;
}

/**
 * By the influence function (t with rows, or clusters, less one), by percentiles of bootstrap draws, or by the empirical Bernstein bound, which holds at any size.
 *
 * Model   empirical Bernstein: root(2 v ln(2/d) / n) + 7 R ln(2/d) / (3 (n - 1)) on a side of error d, v the variance and R the range of the terms.
 * Source  Maurer & Pontil (2009), COLT, theorem 4.
 */
export function inferenceOf(s: Settled, { value, standardError, n, df, draws, range }: ValueWithError): Inference {
  const wald = waldInference(value, standardError, { kind: 't', df }, s);
  if (draws) {
    const sorted = draws.slice().sort();
    const between = (outside: number) => ({ low: quantileOfSorted(sorted, outside), high: quantileOfSorted(sorted, 1 - outside) });
    const reference = { kind: 'bootstrap', draws: draws.length } as const;
    return {
      standardError,
      interval: { ...wald.interval, pieces: [between((1 - s.level) / 2)], reference },
      bounds: { level: s.boundsLevel, ...between(1 - s.boundsLevel) },
      ...(wald.test && { test: wald.test }),
    };
  }
  if (range === undefined) return wald;
  const reach = (d: number): number => standardError * Math.sqrt(2 * Math.log(2 / d)) + (7 * range * Math.log(2 / d)) / (3 * (n - 1));
  const around = (d: number) => ({ low: value - reach(d), high: value + reach(d) });
  return {
    standardError,
    interval: { ...wald.interval, pieces: [around((1 - s.level) / 2)], reference: { kind: 'empirical-bernstein' } },
    bounds: { level: s.boundsLevel, ...around(1 - s.boundsLevel) },
  };
}

/** The length of [low, high] times a weight from 0 to `most`, less the same times `offset`. */
export function rangeOf([low, high]: readonly [number, number], most: number, offset: 0 | 1): number {
  const corners = [low, high].flatMap((y) => [-offset * y, (most - offset) * y]);
  return Math.max(...corners) - Math.min(...corners);
}
