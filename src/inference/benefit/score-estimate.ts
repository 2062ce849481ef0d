import type { Reference } from '../../estimate/estimate.ts';
import { quantileOf, upperTail } from '../wald.ts';

/** A number with its error, from which intervals and tests of any level come. */
export interface ScoreEstimate {
  readonly value: number;
  readonly standardError: number;
  readonly reference: Reference;
}

export type Alternative = 'two-sided' | 'greater' | 'less';

/** The p-value of its being `none`; where nothing is uncertain, 1 if it is and 0 if not. */
export function pValueOf({ value, standardError, reference }: ScoreEstimate, alternative: Alternative = 'two-sided', none = 0): number {
  const distance = value - none;
  if (!(standardError > 0)) {
    const beyond = alternative === 'two-sided' ? distance !== 0 : alternative === 'greater' ? distance > 0 : distance < 0;
    return beyond ? 0 : 1;
  }
  const statistic = distance / standardError;
  if (alternative === 'two-sided') return Math.min(1, 2 * upperTail(reference, Math.abs(statistic)));
  return upperTail(reference, alternative === 'greater' ? statistic : -statistic);
}

/** The ends of its two-sided interval. */
export function limitsOf({ value, standardError, reference }: ScoreEstimate, level: number): { readonly low: number; readonly high: number } {
  const half = standardError > 0 ? quantileOf(reference, (1 + level) / 2) * standardError : 0;
  return { low: value - half, high: value + half };
}

export const normal: Reference = { kind: 'normal' };
