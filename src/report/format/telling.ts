import type { Measure } from '../../estimate/unit.ts';
import { rounded } from './number.ts';
import { decimalsIn } from './unit.ts';

const mostFurther = 3;

/** Removes the noise of the last bits, so that 100 * 0.07 is 7. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * Decimals at which each end, as printed, stands on the same side of what it is compared with as the end itself: `[0.004, 0.45]` and not `[0.00, 0.45]`.
 * As few above `decimals` as will do; `decimals` itself where three more are not enough.
 */
export function tellingDecimals(ends: readonly number[], compared: readonly number[], decimals: number, measure: Measure): number {
  const pairs = ends.flatMap((end) => compared.map((reference) => [clean(end * measure.factor), clean(reference * measure.factor)] as const));
  const tells = (shown: number) => pairs.every(([end, reference]) => Math.sign(rounded(end, shown) - reference) === Math.sign(end - reference));
  for (let further = 0; further <= mostFurther; further++) {
    const shown = decimalsIn(measure, decimals + further);
    if (tells(shown)) return shown;
  }
  return decimals;
}
