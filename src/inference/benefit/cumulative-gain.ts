import { ascendingOrder } from '../../math/ascending-order.ts';
import { type ArmSums, alongRanks, type RankedArms, wrongArms } from './arm-sums-by-rank.ts';
import type { HeterogeneityRefusal } from './heterogeneity-refusal.ts';

/**
 * The cumulative lift as causalml defines it: treated mean - control mean among the first units by priority, after each unit.
 *
 * Model     From 0 at no unit; where one arm has nobody yet it is drawn straight to the first count where both have somebody. Of units of one priority those of earlier rows come first:
 *           with ties it depends on the order of rows.
 * Shapes    one value for 0, 1, ..., n units.
 * Errors    arm-empty, lengths-differ, not-finite.
 * Source    Gutierrez & Gerardy (2017), PMLR 67. Parity: causalml get_cumlift.
 */
export function cumulativeLift(arms: RankedArms): Float64Array | HeterogeneityRefusal {
  return wrongArms(arms) ?? afterEach(arms, ({ treated, control, treatedSum, controlSum }) => treatedSum / treated - controlSum / control);
}

/** The cumulative gain as causalml defines it: the cumulative lift times units. Parity: causalml get_cumgain. */
export function cumulativeGain(arms: RankedArms): Float64Array | HeterogeneityRefusal {
  const lift = cumulativeLift(arms);
  return lift instanceof Float64Array ? lift.map((value, units) => value * units) : lift;
}

/** The Qini curve as causalml defines it: treated sum less control sum times treated over control units, after each unit. Parity: causalml get_qini. */
export function cumulativeQini(arms: RankedArms): Float64Array | HeterogeneityRefusal {
  return wrongArms(arms) ?? afterEach(arms, ({ treated, control, treatedSum, controlSum }) => treatedSum - (controlSum * treated) / control);
}

/** In its own units, or over the size of its last value, which is that of treating all. */
export type GainScale = 'raw' | 'normalized';

/** The mean of the cumulative gain over 0, 1, ..., n units (causalml auuc_score). Errors: out-of-range where the last value is zero and it is to be normalized. */
export function areaUnderUplift(arms: RankedArms, scale: GainScale): number | HeterogeneityRefusal {
  const curve = scaled(cumulativeGain(arms), scale);
  return curve instanceof Float64Array ? meanOf(curve) : curve;
}

/** The mean of the Qini curve over 0, 1, ..., n units less that of the straight line to its end (causalml qini_score). Errors as `areaUnderUplift`. */
export function qiniScore(arms: RankedArms, scale: GainScale): number | HeterogeneityRefusal {
  const curve = scaled(cumulativeQini(arms), scale);
  return curve instanceof Float64Array ? meanOf(curve) - (curve[0] + curve[curve.length - 1]) / 2 : curve;
}

const meanOf = (curve: Float64Array): number => curve.reduce((sum, value) => sum + value, 0) / curve.length;

function scaled(curve: Float64Array | HeterogeneityRefusal, scale: GainScale): Float64Array | HeterogeneityRefusal {
  if (!(curve instanceof Float64Array) || scale === 'raw') return curve;
  const last = Math.abs(curve[curve.length - 1]);
  return last > 0
    ? curve.map((value) => value / last)
    : { kind: 'out-of-range', what: 'The gain of treating all', found: 0, asked: 'other than 0, to be divided by' };
}

function afterEach(arms: RankedArms, value: (sums: ArmSums) => number): Float64Array {
  const order = ascendingOrder([arms.priorities.map((priority) => -priority)]);
  const each = order.map((_, i) => i + 1);
  const curve = alongRanks(arms, order, each, value);
  const first = curve.findIndex(Number.isNaN);
  if (first < 0) return curve;
  const both = curve.findIndex((at, units) => units > first && !Number.isNaN(at));
  const step = (curve[both] - curve[first - 1]) / (both - first + 1);
  for (let i = first; i < both; i++) curve[i] = curve[first - 1] + step * (i - first + 1);
  return curve;
}
