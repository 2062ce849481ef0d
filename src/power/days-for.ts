import { expectOption } from './expect-design.ts';

/**
 * Whole days until so many units have been assigned.
 *
 * Units     `unitsPerDay` that come in all, `ramp` the share of them that takes part.
 * Errors    option-invalid for units a day of zero, or a ramp outside (0, 1].
 */
export function daysFor(units: number, { unitsPerDay, ramp = 1 }: { readonly unitsPerDay: number; readonly ramp?: number }): number {
  expectOption(unitsPerDay > 0 && Number.isFinite(unitsPerDay), 'unitsPerDay', unitsPerDay, 'a number above zero, such as 900');
  expectOption(ramp > 0 && ramp <= 1, 'ramp', ramp, 'a share above 0 and at most 1, such as 0.1');
  return Math.ceil((units / (unitsPerDay * ramp)) * (1 - 1e-12));
}
