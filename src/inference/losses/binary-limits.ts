import type { Piece } from '../../estimate/estimate.ts';
import { normalCdf } from '../../math/distributions/normal.ts';
import { newcombeRatio, type Proportion, wilson } from '../newcombe.ts';
import { type BoundEnd, type BoundLimits, imbensManski } from './imbens-manski.ts';
import type { SeenArm } from './seen-arms.ts';
import type { Trimming } from './trimming.ts';

/** A share with its limits. */
interface Share extends Required<Piece> {
  readonly value: number;
}

/** The critical value of Imbens and Manski for score limits, and the level of the two-sided interval that has it. */
export function scoreLevel(low: BoundEnd, high: BoundEnd, level: number): { readonly critical: number; readonly both: number } {
  const normal = ({ value, standardError }: BoundEnd): BoundEnd => ({ value, standardError });
  const { critical } = imbensManski(normal(low), normal(high), level);
  return { critical, both: 2 * normalCdf(critical) - 1 };
}

/**
 * Limits of Lee's bounds where the outcome is 0 or 1: they stand where an arm has few events or none.
 *
 * Model   the trimmed mean is a ratio of shares of those assigned: of the observed ones in the fuller arm over the observed in the other (or one less that of the
 *         zeros), no more than 1; its limits are Newcombe's for a ratio. Those of the other arm's mean are Wilson's, and the two are added as squares.
 * Source  Newcombe (1998), Statistics in Medicine 17; Newcombe (2016), Statistical Methods in Medical Research 25.
 */
export function leeBinaryLimits(
  trimming: Trimming,
  { low, high, direction }: { readonly low: BoundEnd; readonly high: BoundEnd; readonly direction: 1 | -1 },
  level: number,
): BoundLimits {
  const { critical, both } = scoreLevel(low, high, level);
  const { fuller, other } = trimming;
  const ones = Math.round(fuller.mean * fuller.observed);
  const [most, zeros] = [ones, fuller.observed - ones].map((events) => ratioOf({ events, n: fuller.assigned }, other, both, critical));
  const least: Share = { value: 1 - zeros.value, low: 1 - zeros.high, high: 1 - zeros.low };
  const base = shareOf({ events: Math.round(other.mean * other.observed), n: other.observed }, critical);
  const [below, above] = direction === 1 ? [apart(least, base), apart(base, most)] : [apart(base, most), apart(least, base)];
  return { low: low.value - below, high: high.value + above, level, critical };
}

/** How far below its estimate the difference of two shares reaches. */
const apart = (one: Share, zero: Share): number => Math.hypot(one.value - one.low, zero.high - zero.value);

const shareOf = (counts: Proportion, z: number): Share => ({ value: counts.events / counts.n, ...wilson(counts, z) });

/** A share of the fuller arm's units over the share observed in the other arm. Where that is all of them, it is one for certain, and only the share is left. */
function ratioOf(counts: Proportion, { observed, assigned }: SeenArm, both: number, z: number): Share {
  if (observed === assigned) return shareOf(counts, z);
  const { low, high = 1 } = newcombeRatio(counts, { events: observed, n: assigned }, both);
  const value = counts.events / counts.n / (observed / assigned);
  return { value: Math.min(1, value), low: Math.min(1, low), high: Math.min(1, high) };
}
