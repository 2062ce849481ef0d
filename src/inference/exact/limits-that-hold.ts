import type { Piece } from '../../estimate/estimate.ts';
import type { Proportion } from '../newcombe.ts';
import type { Null } from './score-statistic.ts';
import { isExceeded } from './unconditional-test.ts';

/** Steps outwards from a limit, as shares of its distance to the estimate (difference) or of its logarithm (ratio). */
const stepsInside = 8;
/** A limit holds when so many steps beyond it are rejected too: the test need not fall evenly. */
const rejectedInARow = 3;
const halvings = 7;
/** After so many the steps grow. */
const manySteps = 24;
/** A ratio is not told from an unbounded one beyond this. */
const largestRatio = 1e6;

/** Does a one-sided test reject that the first arm exceeds the second by no more than the null says? */
export type Exceeds<Arm> = (treatment: Arm, control: Arm, at: Null) => boolean;

/**
 * Limits of a difference of two shares, moved outwards to where an exact test rejects whatever lies beyond them.
 *
 * Model   each limit stays where the one-sided test at `alpha` rejects it and what lies beyond; else it moves to where that is so.
 * @param alpha  of each side.
 * Source  Chan & Zhang (1999), Biometrics 55, by the test of `isExceeded`.
 */
export const exactDifference = (treatment: Proportion, control: Proportion, limits: Required<Piece>, alpha: number): Required<Piece> =>
  differenceHeldBy((t, c, at) => isExceeded(t, c, at, alpha), [treatment, control], treatment.events / treatment.n - control.events / control.n, limits);

/** The same of a ratio of two shares; a limit that was unbounded, or zero, stays so, and one that no ratio ends becomes so. */
export const exactRatio = (
  treatment: Proportion,
  control: Proportion,
  limits: Piece & { readonly low: number },
  alpha: number,
): Piece & { readonly low: number } =>
  ratioHeldBy((t, c, at) => isExceeded(t, c, at, alpha), [treatment, control], (treatment.events * control.n) / (control.events * treatment.n), limits);

/** Limits about a difference, moved outwards to where a test rejects what lies beyond them. */
export function differenceHeldBy<Arm>(
  exceeds: Exceeds<Arm>,
  [treatment, control]: readonly [Arm, Arm],
  value: number,
  { low, high }: Required<Piece>,
): Required<Piece> {
  const below = (at: number): boolean => exceeds(treatment, control, { measure: 'difference', value: at });
  const above = (at: number): boolean => exceeds(control, treatment, { measure: 'difference', value: -at });
  return {
    low: -outwards(-low, Math.max(value - low, 1e-9) / stepsInside, 1, (x) => below(-x)),
    high: outwards(high, Math.max(high - value, 1e-9) / stepsInside, 1, above),
  };
}

/** The same about a ratio. */
export function ratioHeldBy<Arm>(
  exceeds: Exceeds<Arm>,
  [treatment, control]: readonly [Arm, Arm],
  value: number,
  { low, high }: Piece & { readonly low: number },
): Piece & { readonly low: number } {
  const step = (limit: number): number => (value > 0 && limit > 0 ? Math.max(Math.abs(Math.log(limit / value)), 1e-9) / stepsInside : 0.25);
  const below = (ratio: number): boolean => exceeds(treatment, control, { measure: 'ratio', value: ratio });
  const above = (ratio: number): boolean => exceeds(control, treatment, { measure: 'ratio', value: 1 / ratio });
  const widest = Math.log(largestRatio);
  const least = low > 0 ? -outwards(-Math.log(low), step(low), widest, (x) => below(Math.exp(-x))) : -widest;
  const most = high === undefined ? widest : outwards(Math.log(high), step(high), widest, (x) => above(Math.exp(x)));
  return { low: least > -widest ? Math.exp(least) : 0, ...(most < widest && { high: Math.exp(most) }) };
}

/** From a limit outwards to the end: the first point from which on all are rejected; the limit itself where it is one. */
function outwards(limit: number, step: number, end: number, isRejected: (x: number) => boolean): number {
  let last: number | undefined;
  let [rejected, taken, x, stride] = [0, 0, limit, step];
  for (; rejected < rejectedInARow && x < end; x += stride) {
    if (isRejected(x)) rejected++;
    else [last, rejected] = [x, 0];
    // A limit that is much too near would take for ever.
    if (++taken > manySteps && rejected === 0) stride *= 1.5;
  }
  if (rejected === 0) return end;
  if (last === undefined) return limit;
  let [open, closed] = [last, Math.min(end, last + stride)];
  for (let i = 0; i < halvings; i++) {
    const middle = (open + closed) / 2;
    if (isRejected(middle)) closed = middle;
    else open = middle;
  }
  return closed;
}
