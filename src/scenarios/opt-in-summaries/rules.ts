import { between, type Limit } from '../parameters.ts';
import { sigmoid } from '../sigmoid.ts';

export interface OptInParameters {
  /** What a standard deviation of skill does to the log-odds of opting in. */
  readonly pull: number;
  /** Effect of summaries on the log-odds that a user of average skill finishes. */
  readonly finishedEffect: number;
  /** Minutes that summaries add for a user of average skill. */
  readonly minutesEffect: number;
  /** What a standard deviation of a drive that nobody logs does to the log-odds of opting in and of finishing; it saves twice as many minutes. */
  readonly hidden: number;
}

export const optInParameters: OptInParameters = { pull: 0.7, finishedEffect: 0.6, minutesEffect: -3, hidden: 0 };

export const optInLimits: Readonly<Record<keyof OptInParameters, Limit>> = {
  pull: between(-5, 5),
  finishedEffect: between(-5, 5),
  minutesEffect: between(-100, 100),
  hidden: between(-5, 5),
};

export const tiers = ['light', 'medium', 'heavy'] as const;
export const tierShares = [0.5, 0.3, 0.2] as const;

/** A user as they were before they chose. */
export interface User {
  readonly skill: number;
  readonly tier: number;
  readonly drive: number;
}

export const minutesNoise = 7;

/** How much more the feature does for a user with a standard deviation more skill, on the log-odds of finishing and as a share of the minutes. */
const moreFinished = 0.2;
const moreMinutes = 0.3;

export function choiceChance({ skill, tier, drive }: User, p: OptInParameters): number {
  return sigmoid(-0.7 + p.pull * skill + [-0.5, 0.1, 0.8][tier] + p.hidden * drive);
}

export function finishedChance({ skill, tier, drive }: User, on: number, p: OptInParameters): number {
  return sigmoid(0.1 + 0.5 * skill + [-0.2, 0, 0.3][tier] + (p.finishedEffect + moreFinished * skill) * on + p.hidden * drive);
}

export function expectedMinutes({ skill, tier, drive }: User, on: number, p: OptInParameters): number {
  return 42 - 3 * skill + [2, 0, -3][tier] + p.minutesEffect * (1 + moreMinutes * skill) * on - 2 * p.hidden * drive;
}

/** The steepest of the sigmoids, along any trait. */
export const steepest = (p: OptInParameters): number => Math.max(1, Math.abs(p.pull), Math.abs(p.hidden));
