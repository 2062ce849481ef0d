import type { Piece } from '../estimate/estimate.ts';

/** A positive or negative quantity of one arm with its own limits; an absent limit is unbounded. */
export interface Limited extends Piece {
  readonly value: number;
}

/**
 * Limits of a difference from the limits of its two independent parts: the distances to them are added as squares.
 *
 * Source  Zou & Donner (2008), Statistics in Medicine 27 (MOVER).
 */
export function moverDifference(treatment: Limited, control: Limited): Piece {
  const value = treatment.value - control.value;
  return {
    ...(treatment.low !== undefined &&
      control.high !== undefined && { low: value - Math.hypot(treatment.value - treatment.low, control.high - control.value) }),
    ...(treatment.high !== undefined &&
      control.low !== undefined && { high: value + Math.hypot(treatment.high - treatment.value, control.value - control.low) }),
  };
}

/**
 * Limits of the ratio of two positive parts: the ratios r for which the difference treatment - r control is not told from zero. Unbounded where a limit
 * that is needed is unbounded or not positive.
 *
 * Source  Donner & Zou (2012), Statistical Methods in Medical Research 21 (MOVER-R).
 */
export function moverRatio(treatment: Limited, control: Limited): Piece {
  if (!(treatment.value > 0 && control.value > 0)) return {};
  const product = treatment.value * control.value;
  // value^2 - (limit - value)^2
  const within = ({ value }: Limited, limit: number): number => limit * (2 * value - limit);
  const root = (a: number, c: number): number => Math.sqrt(Math.max(0, product ** 2 - a * c));
  const { low, high } = treatment;
  const [under, over] = [control.low, control.high];
  const below = low !== undefined && low >= 0 && over !== undefined ? within(treatment, low) : undefined;
  const above = high !== undefined && under !== undefined && under > 0 ? within(control, under) : undefined;
  return {
    ...(below !== undefined && { low: below / (product + root(within(control, over!), below)) }),
    ...(above !== undefined && { high: (product + root(above, within(treatment, high!))) / above }),
  };
}
