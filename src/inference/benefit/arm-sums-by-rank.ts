import type { HeterogeneityRefusal } from './heterogeneity-refusal.ts';

/** Treated units and controls with what came of them, and who would be treated first. */
export interface RankedArms {
  readonly outcome: Float64Array;
  /** 1 of treated, 0 of control. */
  readonly treated: Uint8Array;
  readonly priorities: Float64Array;
}

/** Counts and sums of outcomes of both arms among the first units of an order. */
export interface ArmSums {
  readonly units: number;
  readonly treated: number;
  readonly control: number;
  readonly treatedSum: number;
  readonly controlSum: number;
}

/** A curve over what came before each of some places of an order, from 0 at none on. */
export function alongRanks({ outcome, treated }: RankedArms, order: Int32Array, ends: Int32Array, value: (sums: ArmSums) => number): Float64Array {
  const values = new Float64Array(ends.length + 1);
  let [ones, treatedSum, controlSum, at] = [0, 0, 0, 0];
  for (let b = 0; b < ends.length; b++) {
    for (; at < ends[b]; at++) {
      const i = order[at];
      if (treated[i] === 1) {
        ones++;
        treatedSum += outcome[i];
      } else controlSum += outcome[i];
    }
    values[b + 1] = value({ units: at, treated: ones, control: at - ones, treatedSum, controlSum });
  }
  return values;
}

/** Why arms cannot be compared along priorities; undefined where they can. */
export function wrongArms({ outcome, treated, priorities }: RankedArms): HeterogeneityRefusal | undefined {
  const units = outcome.length;
  for (const [what, values] of Object.entries({ treatments: treated, priorities, outcomes: outcome })) {
    if (values.length !== units) return { kind: 'lengths-differ', what, rows: values.length, units };
    let rows = 0;
    for (const value of values) if (!Number.isFinite(value)) rows++;
    if (rows > 0) return { kind: 'not-finite', what, rows };
  }
  if (!treated.includes(1)) return { kind: 'arm-empty', arm: 'treated' };
  return treated.includes(0) ? undefined : { kind: 'arm-empty', arm: 'control' };
}
