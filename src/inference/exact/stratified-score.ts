import type { Piece } from '../../estimate/estimate.ts';
import { bracketedRoot } from '../../math/bracketed-root.ts';
import { compensatedSum } from '../../math/compensated-sum.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import type { Proportion } from '../newcombe.ts';
import { apartFrom } from './score-statistic.ts';

/** Events of both arms in one stratum, and its share of all: the shares add up to one. */
export interface EventStratum {
  readonly treatment: Proportion;
  readonly control: Proportion;
  readonly share: number;
}

/**
 * How far a difference of shares that is the same in every stratum lies from `value`, in standard errors that hold under it.
 *
 * Model   sum of share_b (p_1b - p_0b - value) over the root of the sum of share_b^2 V_b; V_b the variance at the likeliest shares of the stratum under the null, times
 *         N_b / (N_b - 1).
 * Source  Miettinen & Nurminen (1985), Statistics in Medicine 4, with declared weights.
 */
export function stratifiedScore(strata: readonly EventStratum[], value: number): number {
  const parts = strata.map(({ treatment, control, share }) => {
    const { apart, variance } = apartFrom(treatment, control, { measure: 'difference', value });
    const units = treatment.n + control.n;
    return { apart: share * apart, variance: (share * share * variance * units) / (units - 1) };
  });
  const apart = compensatedSum(parts.map((part) => part.apart));
  const variance = compensatedSum(parts.map((part) => part.variance));
  if (variance > 0) return apart / Math.sqrt(variance);
  return Math.abs(apart) < 1e-12 ? 0 : Math.sign(apart) * Infinity;
}

/** Two-sided limits of the difference over strata: where that statistic reaches the quantile of the level. */
export function stratifiedLimits(strata: readonly EventStratum[], level: number): Required<Piece> {
  const value = compensatedSum(strata.map(({ treatment, control, share }) => share * (treatment.events / treatment.n - control.events / control.n)));
  return scoreLimits(value, level, (at) => stratifiedScore(strata, at));
}

/** Where a score statistic that falls with its null from `value` on to either side reaches the quantile of a level, between -1 and 1. */
export function scoreLimits(value: number, level: number, score: (at: number) => number): Required<Piece> {
  const z = normalQuantile((1 + level) / 2);
  // A root needs numbers: beyond this nothing is told apart.
  const within = (t: number): number => Math.max(-1e6, Math.min(1e6, t));
  const [least, most] = [-1 + 1e-12, 1 - 1e-12];
  return {
    low: score(least) <= z ? -1 : bracketedRoot((at) => within(score(at)) - z, least, value),
    high: score(most) >= -z ? 1 : bracketedRoot((at) => within(score(at)) + z, value, most),
  };
}
