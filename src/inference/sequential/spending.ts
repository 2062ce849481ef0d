import { normalQuantile, normalTail } from '../../math/distributions/normal.ts';
import { expectChance, expectOption } from './expect-looks.ts';

/** How the chance of a false find is spread over the looks: little of it early on, or nearly evenly. */
export type Spending = 'obrien-fleming' | 'pocock';

/**
 * The part of alpha that is spent by the time a share of the planned information is in.
 *
 * Model     O'Brien-Fleming-type 2 - 2 Φ(z / sqrt t), z the quantile of 1 - alpha / 2; Pocock-type alpha ln(1 + (e - 1) t); t at most 1.
 * Units     alpha and what is spent are one-sided chances; the same functions spend beta.
 * Errors    option-invalid for a fraction below zero and an alpha outside 0 to 1.
 * Source    Lan & DeMets (1983), Biometrika 70.
 */
export function spentBy(spending: Spending, fraction: number, alpha: number): number {
  expectOption(fraction >= 0, 'fraction', fraction, 'a share of the planned information, zero or more');
  expectChance('alpha', alpha);
  if (fraction === 0) return 0;
  if (fraction >= 1) return alpha;
  if (spending === 'pocock') return alpha * Math.log1p((Math.E - 1) * fraction);
  return 2 * normalTail(-normalQuantile(alpha / 2) / Math.sqrt(fraction));
}
