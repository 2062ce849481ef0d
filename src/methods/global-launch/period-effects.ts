import { conformalPointwise } from '../../inference/synthetic/conformal.ts';
import { remembered } from '../../math/remembered.ts';
import type { AskedPanel } from './ask-panel.ts';
import { type DonorEstimator, estimatorOf } from './estimators.ts';
import type { FoundLaunch } from './found.ts';
import type { Launched } from './options.ts';

/** What was seen in a period less what would have been, and between what it lies. */
export interface EffectAt {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

export interface EffectIn {
  /** One a period of the panel: before the launch without ends. */
  readonly pointwise: readonly EffectAt[];
  /** Added up from the launch on. */
  readonly cumulative: readonly EffectAt[];
}

export const periodEffects = (found: FoundLaunch, asked: AskedPanel, c: Launched): EffectIn =>
  remembered(asked, `periods ${c.launch.estimator} ${c.level} ${c.seed}`, () => byDonors(found, asked, c));

/** With donors the ends of what is added up are those of a constant effect, times as many periods as there were. */
function byDonors(found: FoundLaunch, { panel }: AskedPanel, c: Launched): EffectIn {
  const sets = conformalPointwise(panel, estimatorOf(c.launch.estimator as DonorEstimator), c.level);
  const gaps = [...found.observed].map((value, t) => value - found.path[t]);
  let sum = 0;
  return {
    pointwise: gaps.map((value, t) => ({ value, ...(t >= panel.before && sets?.[t - panel.before].piece) })),
    cumulative: gaps.slice(panel.before).map((value) => {
      sum += value;
      return { value: sum };
    }),
  };
}
