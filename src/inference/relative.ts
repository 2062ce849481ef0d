import type { Piece, Reference, RelativeEffect } from '../estimate/estimate.ts';
import { ratioSet } from './ratio-set.ts';
import { type Levels, quantileOf } from './wald.ts';

/** Means of two arms, with the variances and the covariance of their estimates. */
export interface TwoMeans {
  readonly treatment: number;
  readonly control: number;
  readonly treatmentVariance: number;
  readonly controlVariance: number;
  readonly covariance: number;
}

/**
 * Effect as a share of the control mean, with its Fieller set: the bound r of a relative guardrail is the test of treatment - (1 + r) control = 0.
 * Where the control mean cannot be told from zero the set is two rays or the whole line. A bound is one-sided, and there only where its own set is bounded.
 * Absent unless the control mean is positive: a share of a negative mean reads backwards.
 */
export function relativeEffect(m: TwoMeans, reference: Reference, { level, boundsLevel }: Levels): RelativeEffect | undefined {
  if (!(m.control > 0)) return undefined;
  const set = (critical: number): readonly Piece[] =>
    ratioSet(
      {
        numerator: m.treatment,
        denominator: m.control,
        numeratorVariance: m.treatmentVariance,
        denominatorVariance: m.controlVariance,
        covariance: m.covariance,
      },
      critical,
    ).map(({ low, high }) => ({ ...(low !== undefined && { low: low - 1 }), ...(high !== undefined && { high: high - 1 }) }));
  const [{ low, high }, ...more] = set(quantileOf(reference, boundsLevel));
  return {
    value: m.treatment / m.control - 1,
    controlMean: m.control,
    interval: { pieces: set(quantileOf(reference, (1 + level) / 2)), level, side: 'two-sided', kind: 'pointwise', reference },
    ...(more.length === 0 && low !== undefined && high !== undefined && { bounds: { level: boundsLevel, low, high } }),
  };
}
