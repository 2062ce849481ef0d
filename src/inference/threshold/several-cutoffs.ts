import { normalQuantile, normalTwoSided } from '../../math/distributions/normal.ts';

/** An effect at one cutoff with its error and the rows near it that it comes from. */
export interface CutoffEffect {
  readonly value: number;
  readonly standardError: number;
  readonly rows: number;
}

/**
 * By how much variances over several cutoffs may add up: one where no cluster has rows at two of them; else as many times as there are cutoffs, the most that sums of so many errors can
 * vary however they go together (Cauchy and Schwarz).
 */
export function sharedFactor(cutoffs: readonly { readonly cluster?: Int32Array }[]): number {
  const seen = new Map<number, number>();
  for (const [at, { cluster = new Int32Array(0) }] of cutoffs.entries()) {
    for (const code of cluster) {
      if ((seen.get(code) ?? at) !== at) return cutoffs.length;
      seen.set(code, at);
    }
  }
  return 1;
}

/** The mean effect over cutoffs. */
export interface CutoffsTogether {
  readonly value: number;
  readonly standardError: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly pValue: number;
  /** In the order of the effects; they sum to one. */
  readonly weights: readonly number[];
}

/** No cutoff has rows, or no error is above zero. */
export type NoTogether = { readonly refused: 'no-rows' } | { readonly refused: 'no-variance' };

/**
 * The average over cutoffs by how many rows are near each: the effect for someone drawn from those near a cutoff.
 *
 * Model    sum of weight times effect; cutoffs have no rows in common, so that variances add up by squared weights, times the `sharedFactor` of clusters. Weights are taken as known.
 * Errors   no-rows, no-variance.
 * Source   Cattaneo, Keele, Titiunik & Vazquez-Bare (2016), Journal of Politics 78. Parity: rdmulti's rdmc.
 */
export function cutoffsTogether(effects: readonly CutoffEffect[], level: number, factor = 1): CutoffsTogether | NoTogether {
  const rows = effects.reduce((sum, effect) => sum + effect.rows, 0);
  if (!(rows > 0)) return { refused: 'no-rows' };
  const weights = effects.map((effect) => effect.rows / rows);
  const value = effects.reduce((sum, effect, i) => sum + weights[i] * effect.value, 0);
  const standardError = Math.sqrt(factor * effects.reduce((sum, effect, i) => sum + (weights[i] * effect.standardError) ** 2, 0));
  if (!(standardError > 0)) return { refused: 'no-variance' };
  const half = normalQuantile((1 + level) / 2) * standardError;
  return { value, standardError, interval: { low: value - half, high: value + half }, pValue: normalTwoSided(value / standardError), weights };
}
