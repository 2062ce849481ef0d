import type { Reference } from '../../estimate/estimate.ts';
import { bracketedRoot } from '../../math/bracketed-root.ts';
import { quantileOf, upperTail } from '../wald.ts';

/** One end of a set that the data alone cannot narrow. */
export interface BoundEnd {
  readonly value: number;
  readonly standardError: number;
  /** Of the standard error; absent for the normal distribution. */
  readonly df?: number;
}

/** An interval that covers the effect, wherever between the ends it lies. */
export interface BoundLimits {
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Standard errors that each limit lies beyond its end. */
  readonly critical: number;
}

/**
 * Limits that cover the effect itself at a level, not the whole set of its bounds: where the set is wide only one end can be missed.
 *
 * Model   c solves P(T <= c + width / max(se)) - P(T <= -c) = level; from the two-sided quantile where the width is zero to the one-sided where it is wide. T is
 *         normal, or t with the fewer of the ends' degrees of freedom: with no width this is then the interval of the effect itself.
 * Units   those of the ends.
 * Source  Imbens & Manski (2004), Econometrica 72; Stoye (2009), Econometrica 77.
 */
export function imbensManski(low: BoundEnd, high: BoundEnd, level: number): BoundLimits {
  const critical = criticalValue(Math.max(0, high.value - low.value), Math.max(low.standardError, high.standardError), referenceOf(low, high), level);
  return { low: low.value - critical * low.standardError, high: high.value + critical * high.standardError, level, critical };
}

function referenceOf(low: BoundEnd, high: BoundEnd): Reference {
  const df = Math.min(low.df ?? Infinity, high.df ?? Infinity);
  return df === Infinity ? { kind: 'normal' } : { kind: 't', df };
}

function criticalValue(width: number, error: number, reference: Reference, level: number): number {
  const [oneSided, twoSided] = [quantileOf(reference, level), quantileOf(reference, (1 + level) / 2)];
  if (width === 0) return twoSided;
  if (error === 0) return oneSided;
  // In tails, so that nothing cancels: both sides are missed with 1 - level together.
  const excess = (c: number): number => upperTail(reference, c) + upperTail(reference, c + width / error) - (1 - level);
  return bracketedRoot(excess, oneSided, twoSided);
}
