import { largestOf } from '../../math/distributions/multivariate/largest.ts';
import { normalCdf, normalQuantile } from '../../math/distributions/normal.ts';
import type { Levels } from '../wald.ts';

/** At which levels the members of a family must be asked so that they hold together. */
export interface ScoreLaw {
  /** The pointwise levels at which intervals, and one-sided bounds, hold together. */
  pointwise(levels: Levels): Levels;
  /** A two-sided p-value that counts the whole family. */
  adjusted(pValue: number): number;
}

/**
 * Max-t before any statistic is known, from the correlation of the contrasts alone: the largest of m normal scores. A contrast with a t reference is asked at
 * the same pointwise level, which is the Gaussian copula of `maxT`.
 *
 * Shapes    correlation: m x m, row-major.
 * Errors    option-invalid when the matrix is not positive semidefinite.
 * Source    Hothorn, Bretz & Westfall (2008), Biometrical Journal 50.
 */
export function scoreLaw(correlation: readonly number[], m: number, seed: number): ScoreLaw {
  const { 'two-sided': two, upper } = largestOf(correlation, m, Infinity, seed);
  return {
    pointwise: ({ level, boundsLevel }) => ({
      level: two.size === 1 ? level : 2 * normalCdf(two.critical(1 - level)) - 1,
      boundsLevel: upper.size === 1 ? boundsLevel : normalCdf(upper.critical(1 - boundsLevel)),
    }),
    adjusted: (pValue) => (two.size === 1 ? pValue : Math.max(pValue, two.outside(-normalQuantile(pValue / 2)))),
  };
}
