import { type Levels, waldInference } from '../../../inference/wald.ts';
import { type ArmMean, welch } from '../../../inference/welch.ts';
import { type Moments, meanOf, varianceOf } from '../../../moments/moments.ts';

/** Effect on the numerator or on the denominator of a ratio, a unit of randomization. */
export interface PartEffect {
  /** What is added up. */
  readonly column: string;
  /** Means of the two arms. */
  readonly control: number;
  readonly treatment: number;
  readonly value: number;
  readonly standardError: number;
  readonly interval: { readonly low: number; readonly high: number };
  /** Absent when the standard error is zero. */
  readonly pValue?: number;
}

/** A ratio does not show which part moves, so that both are shown beside it, each compared by Welch's t, or with the errors that are known. */
export function partEffect(
  treatment: Moments,
  control: Moments,
  column: string,
  levels: Levels,
  errors?: { readonly standardError: number; readonly df: number },
): PartEffect {
  const [one, zero] = [treatment, control].map((m): ArmMean => ({ n: m.n, mean: meanOf(m, column), variance: varianceOf(m, column) / m.n }));
  const { value, ...alone } = welch(one, zero);
  const { standardError, df } = errors ?? alone;
  const { interval, test } = waldInference(value, standardError, { kind: 't', df }, levels);
  const [{ low = value, high = value }] = interval.pieces;
  return { column, control: zero.mean, treatment: one.mean, value, standardError, interval: { low, high }, ...(test && { pValue: test.pValue }) };
}
