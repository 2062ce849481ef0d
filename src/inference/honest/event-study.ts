import { allFinite } from '../../math/all-finite.ts';
import { semidefiniteFactor } from '../../math/semidefinite-factor.ts';

/**
 * Coefficients of an event study against one reference period, whose own coefficient is zero and left out.
 *
 * The periods follow one another without a gap, and all coefficients are differences from the same reference period (a universal base): a coefficient that
 * is a difference from the period before it means something else. Periods of anticipation between the reference and the treatment count as after.
 */
export interface EventStudy {
  /** Periods before the reference period. */
  readonly before: number;
  /** Periods after it. */
  readonly after: number;
  /** Coefficients in the order of time: those before, then those after. */
  readonly estimates: Float64Array;
  /** Their covariance, row-major. */
  readonly covariance: Float64Array;
  /** The effect that is asked about, as weights of the coefficients after; they need not sum to one. */
  readonly target: Float64Array;
}

/** Why honest limits cannot be had. */
export type HonestRefusal =
  /** There are fewer periods before the reference than the restriction needs. */
  | { readonly refused: 'too-few-periods-before'; readonly before: number; readonly least: number }
  /** There is no period after the reference, or none has a weight. */
  | { readonly refused: 'no-target' }
  /** Lengths do not fit the numbers of periods. */
  | { readonly refused: 'lengths-differ'; readonly of: 'estimates' | 'covariance' | 'target'; readonly found: number; readonly asked: number }
  /** A coefficient, weight or covariance is NaN or infinite: a period that could not be estimated belongs to neither side. */
  | { readonly refused: 'not-finite'; readonly of: 'estimates' | 'covariance' | 'target' }
  /** The covariance is not symmetric, or has a negative direction. */
  | { readonly refused: 'not-a-covariance' }
  /** The size of the restriction is not a finite number from zero on. */
  | { readonly refused: 'size-invalid'; readonly size: number }
  /** The level is not above one half and below one. */
  | { readonly refused: 'level-invalid'; readonly level: number };

/** The reason why this event study has no honest limits under a restriction that needs so many periods before; undefined when it has. */
export function refusalOf(study: EventStudy, least: number): HonestRefusal | undefined {
  const { before, after, covariance, target } = study;
  const size = before + after;
  const wanted = { estimates: size, covariance: size * size, target: after };
  for (const of of ['estimates', 'covariance', 'target'] as const) {
    if (study[of].length !== wanted[of]) return { refused: 'lengths-differ', of, found: study[of].length, asked: wanted[of] };
    if (!allFinite(study[of])) return { refused: 'not-finite', of };
  }
  if (target.every((weight) => weight === 0)) return { refused: 'no-target' };
  if (before < least) return { refused: 'too-few-periods-before', before, least };
  if (!isSymmetric(covariance, size) || semidefiniteFactor(covariance, size) === undefined) return { refused: 'not-a-covariance' };
  return undefined;
}

function isSymmetric(matrix: Float64Array, size: number): boolean {
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, Math.abs(matrix[i * (size + 1)]));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) if (!(Math.abs(matrix[i * size + j] - matrix[j * size + i]) <= 1e-8 * largest)) return false;
  }
  return true;
}

/** Covariance of two sums of coefficients; zero where it is nothing but rounding. */
export function covarianceOf(a: Float64Array, b: Float64Array, covariance: Float64Array): number {
  let sum = 0;
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue;
    for (let j = 0; j < b.length; j++) {
      const part = a[i] * b[j] * covariance[i * b.length + j];
      sum += part;
      size += Math.abs(part);
    }
  }
  return Math.abs(sum) <= 1e-14 * size ? 0 : sum;
}

/** Standard deviation of a sum of coefficients; zero where its variance is nothing but rounding. */
export function deviationOf(a: Float64Array, covariance: Float64Array): number {
  return Math.sqrt(Math.max(0, covarianceOf(a, a, covariance)));
}

/** The value of a sum of coefficients. */
export function estimateOf(a: Float64Array, estimates: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== 0) sum += a[i] * estimates[i];
  return sum;
}
