import { clippedNormalMean } from '../clipped-normal.ts';
import type { Truth } from '../scenario.ts';
import { type Changes, completionNoise, launched, least, middleChance, most, type ProductLogParameters, premiumBelow, tiers, waves, weeks } from './rules.ts';
import { weekSignalVariances } from './week-signal.ts';

/** A change by the id of its effect, and what makes it in a sentence. */
export const contrasts = {
  prompt: { change: 'prompt', of: 'the second prompt' },
  'agent-mode': { change: 'agent', of: 'agent mode' },
  'agent-mode-of-users': { change: 'agent', of: 'agent mode, among the users who opt in to it' },
  'premium-model': { change: 'premium', of: 'the premium model' },
  launch: { change: 'launch', of: 'signing up after the launch' },
} as const satisfies Record<string, { change: keyof Changes; of: string }>;

/** Mean effects by contrast; some weigh users differently. */
export interface EffectTally {
  add(contrast: keyof typeof contrasts, effect: number, weight: number): void;
  truths(): readonly Truth[];
}

export function effectTally(): EffectTally {
  const sums = Object.entries(contrasts).map(([id, { of }]) => ({ id, of, effect: 0, weight: 0 }));
  return {
    add(contrast, effect, weight) {
      const sum = sums.find(({ id }) => id === contrast)!;
      sum.effect += weight * effect;
      sum.weight += weight;
    },
    truths: () =>
      sums
        .filter(({ weight }) => weight > 0)
        .map(({ id, of, effect, weight }) => ({
          id: `${id}/task_completed`,
          outcome: 'task_completed',
          estimand: `The change of the share of users who complete their task caused by ${of}.`,
          value: effect / weight,
        })),
  };
}

/** The population effects over all users and all paths of the weeks, in closed form: given everything but week and noise, the chance is a clipped normal. */
export function populationTruth(parameters: ProductLogParameters): readonly Truth[] {
  const variances = weekSignalVariances();
  const tally = effectTally();
  // Confidence is Beta(5, 2).
  const premiumShare = 6 * premiumBelow ** 5 - 5 * premiumBelow ** 6;
  const either = [0, 1] as const;
  for (const tier of tiers) {
    for (const wave of waves) {
      for (let week = 0; week < weeks; week++) {
        const sd = Math.sqrt(completionNoise ** 2 + variances[week]);
        const chanceOf = (changes: Changes) => clippedNormalMean(middleChance(tier, wave, changes, parameters), sd, least, most);
        for (const prompt of either) {
          for (const agent of either) {
            for (const premium of either) {
              const weight =
                (tier.share / waves.length / weeks / 2) * (agent === 1 ? tier.optIn : 1 - tier.optIn) * (premium === 1 ? premiumShare : 1 - premiumShare);
              const changes = { prompt, agent, premium, launch: launched(week, wave) };
              addEffects(tally, changes, chanceOf, weight);
            }
          }
        }
      }
    }
  }
  return tally.truths();
}

/** The effects on a user who got these changes: each is switched on and off, the others left. */
export function addEffects(tally: EffectTally, changes: Changes, outcomeOf: (changes: Changes) => number, weight = 1): void {
  for (const contrast of Object.keys(contrasts) as (keyof typeof contrasts)[]) {
    if (contrast === 'agent-mode-of-users' && changes.agent === 0) continue;
    const { change } = contrasts[contrast];
    tally.add(contrast, outcomeOf({ ...changes, [change]: 1 }) - outcomeOf({ ...changes, [change]: 0 }), weight);
  }
}
