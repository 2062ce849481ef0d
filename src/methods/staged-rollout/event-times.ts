import { byTimeSince, type Slice } from '../../inference/staged/averages.ts';
import { valueIn } from '../../inference/staged/functional.ts';
import type { AskedEffects } from './asked-effects.ts';
import type { Staged } from './options.ts';

/** The averages by time since the start, and how they err together. */
export interface EventTimes {
  readonly slices: readonly Slice[];
  readonly values: Float64Array;
  readonly covariance: Float64Array;
  /** Time since the start of the period that all others are compared with. */
  readonly reference: number;
}

export function eventTimes(found: AskedEffects, { rollout: { anticipation, periods } }: Staged): EventTimes {
  const slices = byTimeSince(found.of, found.cells);
  const effects = slices.map(({ effect }) => effect);
  const bases = found.cells.map(({ base, cohort }) => periods[base] - periods[found.of.starts[cohort]]);
  return {
    slices,
    values: Float64Array.from(effects, (effect) => valueIn(found.of, effect)),
    covariance: found.errors.covariance(effects),
    reference: bases.length > 0 ? Math.max(...bases) : -1 - anticipation,
  };
}
