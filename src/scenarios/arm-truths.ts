import type { Truth } from './scenario.ts';

/** An arm in the sentences of its truths. */
export interface ArmWords {
  /** `control-mean` in `control-mean/resolved`. */
  readonly mean: string;
  /** `if every ticket were assigned the assistant`. */
  readonly when: string;
  /** Of an arm that is compared with the first. */
  readonly effect?: {
    /** `itt` in `itt/resolved`. */
    readonly id: string;
    /** `assigning the assistant`. */
    readonly of: string;
  };
}

/** The mean of every outcome under every arm, and the effect of every arm but the first, which is the control. Outcomes are given with what they are called in a sentence. */
export function armTruths(outcomes: Readonly<Record<string, string>>, arms: readonly ArmWords[], means: readonly ArrayLike<number>[]): readonly Truth[] {
  return arms.flatMap(({ mean, when, effect }, arm) =>
    Object.entries(outcomes).flatMap(([outcome, what], k) => {
      const ofArm = { id: `${mean}/${outcome}`, outcome, estimand: `The ${what} ${when}.`, value: means[arm][k] };
      if (!effect) return [ofArm];
      const value = means[arm][k] - means[0][k];
      return [ofArm, { id: `${effect.id}/${outcome}`, outcome, estimand: `The change of the ${what} caused by ${effect.of}.`, value }];
    }),
  );
}

/** Running means of outcomes by arm, over rows whose outcomes under every arm are known. */
export interface ArmTally {
  add(outcomesByArm: readonly ArrayLike<number>[], weight?: number): void;
  means(): readonly Float64Array[];
}

export function armTally(arms: number, outcomes: number): ArmTally {
  const sums = Array.from({ length: arms }, () => new Float64Array(outcomes));
  let total = 0;
  return {
    add(outcomesByArm, weight = 1) {
      total += weight;
      for (let arm = 0; arm < arms; arm++) {
        for (let k = 0; k < outcomes; k++) sums[arm][k] += weight * outcomesByArm[arm][k];
      }
    },
    means: () => sums.map((sum) => sum.map((s) => s / total)),
  };
}
