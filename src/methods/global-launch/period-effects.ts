import type { ConformalSet } from '../../inference/synthetic/conformal.ts';
import type { Panel } from '../../inference/synthetic/panel.ts';

/** What was seen in a period less what would have been, and between what it lies. */
export interface EffectAt {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface PeriodEffects {
  /** One a period of the panel: before the launch without ends. */
  readonly pointwise: readonly EffectAt[];
  /** Added up from the launch on. */
  readonly cumulative: readonly EffectAt[];
}

/** By donors each period by itself, with the sets that may hold its effect; of what is added up donors tell no ends. */
export function donorPeriods(panel: Panel, gaps: Float64Array, sets: readonly ConformalSet[] | undefined): PeriodEffects {
  let sum = 0;
  return {
    pointwise: Array.from(gaps, (value, t) => ({ value, ...(t >= panel.before && sets?.[t - panel.before].piece) })),
    cumulative: Array.from(gaps.subarray(panel.before), (value) => {
      sum += value;
      return { value: sum };
    }),
  };
}
