import type { Bounds, Interval, Piece, Reference, RelativeEffect, Test } from '../../../estimate/estimate.ts';
import { type Limited, moverDifference, moverRatio } from '../../../inference/mover.ts';
import { type Levels, quantileOf, upperTail } from '../../../inference/wald.ts';
import { type ArmWindow, quantileIn } from './arm-window.ts';

/** The quantile of one arm, and its limits at a number of standard errors of the share below it. */
export interface ArmQuantile {
  readonly quantile: number;
  readonly shareError: number;
  /** Woodruff's standard error: half the way between the limits at one standard error of the share. Absent where one is unbounded. */
  readonly standardError?: number;
  limits(errors: number): Limited;
}

/** Source  Woodruff (1952), JASA 47. */
export function armQuantile(window: ArmWindow, p: number, shareError: number): ArmQuantile {
  const value = quantileIn(window, p)!;
  const limits = (errors: number): Limited => {
    const [low, high] = [quantileIn(window, p - errors * shareError), quantileIn(window, p + errors * shareError)];
    return { value, ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
  };
  const { low, high } = limits(1);
  return { quantile: value, shareError, ...(low !== undefined && high !== undefined && { standardError: (high - low) / 2 }), limits };
}

export interface QuantileInference {
  readonly standardError?: number;
  readonly interval: Interval;
  /** Absent where one of them is unbounded. */
  readonly bounds?: Bounds;
  readonly test: Test;
  readonly relative?: RelativeEffect;
}

/** The arms' limits put together; the test is the level at which the interval comes to touch zero, searched up to `farthest` errors. */
export function quantileInference(one: ArmQuantile, zero: ArmQuantile, reference: Reference, levels: Levels, farthest: number): QuantileInference {
  const { level, boundsLevel } = levels;
  const [wide, sided] = [quantileOf(reference, (1 + level) / 2), quantileOf(reference, boundsLevel)];
  const at = (errors: number): Piece => moverDifference(one.limits(errors), zero.limits(errors));
  const ratioAt = (errors: number): Piece => {
    const { low, high } = moverRatio(one.limits(errors), zero.limits(errors));
    return { ...(low !== undefined && { low: low - 1 }), ...(high !== undefined && { high: high - 1 }) };
  };
  const intervalOf = (piece: Piece): Interval => ({ pieces: [piece], level, side: 'two-sided', kind: 'pointwise', reference });
  const boundsOf = ({ low, high }: Piece): { readonly bounds?: Bounds } =>
    low !== undefined && high !== undefined ? { bounds: { level: boundsLevel, low, high } } : {};
  const value = one.quantile - zero.quantile;
  const interval = intervalOf(at(wide));
  return {
    ...errorOf(one, zero, interval),
    interval,
    ...boundsOf(at(sided)),
    test: testOf(value, at, reference, farthest),
    ...(zero.quantile > 0 && {
      relative: { value: one.quantile / zero.quantile - 1, controlMean: zero.quantile, interval: intervalOf(ratioAt(wide)), ...boundsOf(ratioAt(sided)) },
    }),
  };
}

/** With ties it can be zero below an interval that has a width: what the interval does not come from is not shown beside it. */
function errorOf(one: ArmQuantile, zero: ArmQuantile, { pieces: [{ low, high }] }: Interval): { readonly standardError?: number } {
  if (one.standardError === undefined || zero.standardError === undefined) return {};
  const standardError = Math.hypot(one.standardError, zero.standardError);
  return standardError === 0 && low !== high ? {} : { standardError };
}

/** A limit that is this share of the effect is zero. */
const rounding = 1e-12;

/** The widest interval that leaves zero out. With ties a limit rests on zero over a stretch of widths; all of these include it. */
function widest(leavesZeroOut: (errors: number) => boolean, farthest: number): number {
  let [apart, touching] = [0, farthest];
  for (;;) {
    const middle = (apart + touching) / 2;
    if (middle <= apart || middle >= touching) return touching;
    if (leavesZeroOut(middle)) apart = middle;
    else touching = middle;
  }
}

function testOf(value: number, at: (errors: number) => Piece, reference: Reference, farthest: number): Test {
  const shared = { null: 0, alternative: 'two-sided' } as const;
  if (value === 0) return { ...shared, statistic: 0, pValue: 1 };
  const leavesZeroOut = (errors: number): boolean => {
    const { low, high } = at(errors);
    const near = value > 0 ? low : high;
    return near !== undefined && near / value > rounding;
  };
  const errors = leavesZeroOut(farthest) ? farthest : widest(leavesZeroOut, farthest);
  return { ...shared, statistic: Math.sign(value) * errors, pValue: Math.min(1, 2 * upperTail(reference, errors)) };
}
