import type { Piece, Reference } from '../../estimate/estimate.ts';
import { effectsNotRejected, type JumpPair } from '../../inference/threshold/bias-aware/bias-aware-set.ts';
import { halfLength } from '../../inference/threshold/bias-aware/optimal-width.ts';
import { quantileOf } from '../../inference/wald.ts';
import { normalCdf, normalQuantile } from '../../math/distributions/normal.ts';
import type { FoundAtCutoff, NotFound } from './found.ts';

export type Limits = Pick<FoundAtCutoff, 'value' | 'standardError' | 'pieces' | 'bounds' | 'pValue'>;

/** By what errors are multiplied before the normal distribution is asked. */
export interface Tails {
  readonly reference: Reference;
  /** For limits beyond which one less p lies. */
  factor(p: number): number;
}

/**
 * Of clusters their number less two are degrees of freedom, and variances are those of so many of so many less two: one mean is fitted on each side. Rows by themselves are taken as many.
 */
export function tailsOf(clusters: number | undefined): Tails {
  if (clusters === undefined) return { reference: { kind: 'normal' }, factor: () => 1 };
  const df = Math.max(1, clusters - 2);
  const reference = { kind: 't', df } as const;
  return { reference, factor: (p) => Math.sqrt((df + 2) / df) * (quantileOf(reference, p) / normalQuantile(p)) };
}

export function sharpOf({ outcome: { value, largestBias, variance } }: JumpPair, { factor }: Tails): Limits {
  const standardError = Math.sqrt(variance);
  return {
    value,
    standardError,
    pieces: (level) => {
      const half = halfLength(largestBias, factor((1 + level) / 2) * standardError, level);
      return [{ low: value - half, high: value + half }];
    },
    bounds: (level) => {
      const reach = largestBias + normalQuantile(level) * factor(level) * standardError;
      return { low: value - reach, high: value + reach };
    },
    pValue: pValueOf(Math.abs(value), largestBias, factor(0.975) * standardError),
  };
}

/** Of no effect, whatever the bias. */
const pValueOf = (size: number, bias: number, error: number): number => Math.min(1, normalCdf((bias - size) / error) + normalCdf((-bias - size) / error));

export function setOf(pair: JumpPair, tails: Tails): Limits | NotFound {
  const { outcome, treatment, covariance } = pair;
  const piecesAt = (level: number): readonly Piece[] => {
    const squared = tails.factor((1 + level) / 2) ** 2;
    const wider = (jump: JumpPair['outcome']): JumpPair['outcome'] => ({ ...jump, variance: squared * jump.variance });
    const pieces = effectsNotRejected({ outcome: wider(outcome), treatment: wider(treatment), covariance: squared * covariance }, level);
    return 'refused' in pieces ? [{}] : pieces;
  };
  if (treatment.value === 0) return { refused: 'no-first-stage', jump: 0 };
  return {
    value: outcome.value / treatment.value,
    pieces: piecesAt,
    bounds: (level) => {
      // Each end of the two-sided set is one of a one-sided set.
      const [piece, ...others] = piecesAt(2 * level - 1);
      return piece?.low !== undefined && piece.high !== undefined && others.length === 0 ? { low: piece.low, high: piece.high } : undefined;
    },
    // That of no jump of the outcome, which no effect of the treatment is.
    pValue: sharpOf(pair, tails).pValue,
  };
}
