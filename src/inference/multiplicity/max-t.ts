import { EstimandError } from '../../errors/estimand-error.ts';
import type { Reference } from '../../estimate/estimate.ts';
import { largestOf } from '../../math/distributions/multivariate/largest.ts';
import { normalQuantile, normalTail } from '../../math/distributions/normal.ts';
import { quantileOf, upperTail } from '../wald.ts';

/** Contrasts whose errors are to be held together. */
export interface Family {
  /** Estimate over standard error; may be zero or infinite. */
  readonly statistics: readonly number[];
  /** Of the estimates; row-major. */
  readonly correlation: readonly number[];
  readonly references: readonly Reference[];
  /** Of the two-sided intervals together. */
  readonly level: number;
  /** Of the one-sided bounds together. */
  readonly boundsLevel: number;
  readonly seed?: number;
}

export interface MaxT {
  /** Half-width of each simultaneous two-sided interval, in standard errors. */
  readonly critical: readonly number[];
  /** Reach of each simultaneous one-sided bound, in standard errors: the lower bounds hold together, and so do the upper ones. */
  readonly boundsCritical: readonly number[];
  /** Two-sided p-values, adjusted for the family. */
  readonly adjusted: readonly number[];
}

/**
 * Single-step max-t inference: intervals that hold together with chance `level`, and p-values that agree with them (adjusted p < 1 - level
 * exactly where the statistic lies beyond its critical value).
 *
 * Model     the largest |T| of a multivariate normal or t with the correlation of the estimates. One common t reference (a pooled variance):
 *           the multivariate t with that scale shared. References that differ (Welch, Bell-McCaffrey): the variances of the contrasts
 *           are separate estimates, so no common scale exists; the statistics are joined by a Gaussian copula: each is taken to the normal
 *           score with its own t tail, the multivariate normal gives the limit of all scores, and each contrast's own t takes it back.
 *           That treats the variance estimates as independent of one another, where a shared control arm makes them agree: conservative
 *           relative to a common scale.
 *           A family of one, or of copies of one, has the pointwise interval.
 * Shapes    m statistics and references, m × m correlations; positive semidefinite, singular allowed (all pairs of arms).
 * Errors    option-invalid for a statistic that is not a number, sizes that do not fit, or a matrix with a negative eigenvalue.
 * Source    Hothorn, Bretz & Westfall (2008), Biometrical Journal 50; Hasler & Hothorn (2008), Biometrical Journal 50 (unequal variances: a
 *           multivariate t with own degrees of freedom for each contrast, in the same spirit).
 */
export function maxT({ statistics, correlation, references, level, boundsLevel, seed = 0 }: Family): MaxT {
  const size = statistics.length;
  mustFit(statistics, correlation, references);
  const df = commonDf(references);
  // Without a common reference everything is compared on the scale of normal scores.
  const score = (i: number): number => (df === undefined ? scoreOf(references[i], Math.abs(statistics[i])) : Math.abs(statistics[i]));
  const joint = largestOf(correlation, size, df ?? Infinity, seed);
  const [two, one] = [joint['two-sided'].critical(1 - level), joint.upper.critical(1 - boundsLevel)];
  const [twoAlone, oneAlone] = [joint['two-sided'].size === 1, joint.upper.size === 1];
  const limit = (reference: Reference, z: number): number => (df === undefined ? fromScore(reference, z) : z);
  return {
    critical: references.map((reference) => (twoAlone ? quantileOf(reference, (1 + level) / 2) : limit(reference, two))),
    boundsCritical: references.map((reference) => (oneAlone ? quantileOf(reference, boundsLevel) : limit(reference, one))),
    adjusted: statistics.map((t, i) => {
      const alone = Math.min(1, 2 * upperTail(references[i], Math.abs(t)));
      return twoAlone ? alone : Math.max(alone, joint['two-sided'].outside(score(i)));
    }),
  };
}

/** The degrees of freedom that all share, Infinity for the normal; undefined when they differ. */
function commonDf(references: readonly Reference[]): number | undefined {
  const dfs = new Set(references.map((reference) => (reference.kind === 't' ? reference.df : Infinity)));
  return dfs.size === 1 ? [...dfs][0] : undefined;
}

/** The z >= 0 with the tail that t has under its reference. */
export function scoreOf(reference: Reference, t: number): number {
  if (reference.kind !== 't' || t === 0) return t;
  return -normalQuantile(upperTail(reference, t));
}

/** The t with the tail that z has under the normal law. */
export function fromScore(reference: Reference, z: number): number {
  return reference.kind === 't' ? -quantileOf(reference, normalTail(z)) : z;
}

function mustFit(statistics: readonly number[], correlation: readonly number[], references: readonly Reference[]): void {
  const size = statistics.length;
  const wrong = statistics.find(Number.isNaN);
  if (wrong !== undefined)
    throw new EstimandError('option-invalid', { option: 'a statistic of the family', found: 'not a number', asked: 'estimate over standard error' });
  if (correlation.length === size ** 2 && references.length === size) return;
  const found = `${correlation.length} correlations and ${references.length} references for ${size} statistics`;
  throw new EstimandError('option-invalid', { option: 'the family', found, asked: 'one reference a statistic, and a square matrix' });
}
