import { clip } from '../clipped-normal.ts';
import { between, type Limit } from '../parameters.ts';

/** What each change adds to the chance that a task is completed, before it is clipped. */
export interface ProductLogParameters {
  readonly promptEffect: number;
  readonly agentEffect: number;
  readonly premiumEffect: number;
  readonly launchEffect: number;
}

export const productLogParameters: ProductLogParameters = { promptEffect: 0.04, agentEffect: 0.08, premiumEffect: 0.06, launchEffect: 0.05 };

const chance = between(-1, 1);
export const productLogLimits: Readonly<Record<keyof ProductLogParameters, Limit>> = {
  promptEffect: chance,
  agentEffect: chance,
  premiumEffect: chance,
  launchEffect: chance,
};

/** How engaged a user is: how many are, how many of them opt in to agent mode, and how often their tasks are completed. */
export const tiers = [
  { name: 'light', share: 0.55, optIn: 0.12, base: 0.35 },
  { name: 'medium', share: 0.3, optIn: 0.35, base: 0.55 },
  { name: 'heavy', share: 0.15, optIn: 0.65, base: 0.7 },
] as const;
export type Tier = (typeof tiers)[number];

export const workspaces = 50;
export const weeks = 52;
/** The launch reached the first half of the workspaces in week 20, the others in week 30. */
export const waves = [
  { wave: 1, launchWeek: 20, offset: 0.04 },
  { wave: 2, launchWeek: 30, offset: 0 },
] as const;
export const waveOf = (workspace: number) => waves[workspace < workspaces / 2 ? 0 : 1];
export const launched = (week: number, wave: (typeof waves)[number]): 0 | 1 => (week >= wave.launchWeek ? 1 : 0);

/** Queries of a lower confidence go to the premium model. */
export const premiumBelow = 0.85;

/** What a user got of the four changes. */
export interface Changes {
  readonly prompt: 0 | 1;
  readonly agent: 0 | 1;
  readonly premium: 0 | 1;
  readonly launch: 0 | 1;
}

export const completionNoise = 0.015;
/** Chances are clipped to these. */
export const least = 0.01;
export const most = 0.99;
export const clipped = (chanceOfSuccess: number): number => clip(chanceOfSuccess, least, most);

/** The chance that a task is completed, before week, noise and clipping. */
export function middleChance(tier: Tier, wave: (typeof waves)[number], changes: Changes, p: ProductLogParameters): number {
  return (
    tier.base +
    wave.offset +
    p.promptEffect * changes.prompt +
    p.agentEffect * changes.agent +
    p.premiumEffect * changes.premium +
    p.launchEffect * changes.launch
  );
}
