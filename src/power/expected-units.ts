import { EstimandError } from '../errors/estimand-error.ts';
import type { PowerDesign } from './design.ts';
import { looksAhead } from './looks.ts';
import { powerOf, type SizeAndEffect } from './power-of.ts';
import { unitsFor } from './units-for.ts';

/**
 * The units that are in, on average, when a study with looks stops: at the first find, or at its end.
 *
 * Units     units assigned in all; at most those planned. Asked of no effect it tells what looks cost little of, asked of the effect planned for what they save.
 * Errors    option-invalid as for `powerOf`.
 */
export function expectedUnits(design: PowerDesign, { units, effect }: SizeAndEffect): number {
  powerOf(design, { units, effect });
  const { looks } = design;
  if (!looks) return units;
  return looksAhead({ ...design, looks }, units, effect).reduce((left, { fraction, stops }) => left - stops * (1 - fraction) * units, units);
}

/**
 * What looks cost: the units planned with them, over those planned with one look at the end, for the same effect and power.
 *
 * Units     1 or more, before rounding.
 * Errors    as `unitsFor`; option-invalid for a design without looks.
 */
export function inflationOf(design: PowerDesign, asked: { readonly effect: number; readonly power: number }): number {
  const { looks, ...once } = design;
  if (!looks) throw new EstimandError('option-invalid', { option: 'looks', found: 'absent', asked: 'told, such as 0.5 and 1 with their spending' });
  return unitsFor(design, asked).exact / unitsFor(once, asked).exact;
}
