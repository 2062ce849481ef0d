import { between, type Limit } from '../parameters.ts';

export interface ReviewParameters {
  /** Finished documents a day that drafts add for good, with the old editor. */
  readonly effect: number;
  /** What they add on the day of a user's first session besides, of which half is gone after three days; zero makes the effect the same on all days. */
  readonly novelty: number;
  /** What they add more with the new editor; zero makes the effect the same with both. */
  readonly interaction: number;
  /** Minutes that drafts add to a session. */
  readonly minutesEffect: number;
  /** What drafts add to the chance that a session ends with a complaint. */
  readonly complaintEffect: number;
  /** Mean cost in dollars of a session with drafts. */
  readonly price: number;
}

export const reviewParameters: ReviewParameters = {
  effect: 0.02,
  novelty: 0.13,
  interaction: -0.04,
  minutesEffect: -0.8,
  complaintEffect: 0.0005,
  price: 0.02,
};

/** Within these every mean is positive and every chance lies between zero and one. */
export const reviewLimits: Readonly<Record<keyof ReviewParameters, Limit>> = {
  effect: between(-0.05, 0.5),
  novelty: between(-0.05, 0.5),
  interaction: between(-0.05, 0.5),
  minutesEffect: between(-3, 30),
  complaintEffect: between(-0.003, 0.9),
  price: between(0, 10),
};

/** What a finished document and a dollar are worth. */
export const reviewValues: Readonly<Record<string, number>> = { finished: 1, cost_usd: -1 };

/** Users come in over four weeks, at any time alike, and are followed for two. */
export const entryDays = 28;
export const followedDays = 14;

export const plans = ['free', 'pro', 'team'] as const;
export const planShares = [0.6, 0.3, 0.1] as const;
/** The chance that a user has a session on a day after the first, on which everybody has one. */
export const sessionChances = [0.25, 0.4, 0.4] as const;

/** Sessions of a user on average. */
export const sessionsPerUser = 1 + (followedDays - 1) * planShares.reduce((sum, share, plan) => sum + share * sessionChances[plan], 0);

/** A user before drafts: how far along they are, from 0 of the newest to 1 of the oldest, their plan, and how much they write beyond that; of the first and last all are alike likely. */
export interface User {
  readonly along: number;
  readonly plan: number;
  readonly drive: number;
}

export type Editor = 'old' | 'new';

/** Days since signing up: two years for the oldest. */
export const tenureDays = (along: number): number => Math.round(730 * along * along);

/** Finished documents a day without drafts. */
export function finishedWithout({ along, plan, drive }: User, editor: Editor): number {
  return (0.22 + 0.12 * along + [0, 0.05, 0.1][plan]) * (0.7 + 0.6 * drive) + (editor === 'new' ? 0.03 : 0);
}

const halfGoneAfter = 3;

/** Finished documents that drafts add on a day since the first session. */
export function draftsEffect(day: number, editor: Editor, { effect, novelty, interaction }: ReviewParameters): number {
  return effect + novelty * 2 ** (-day / halfGoneAfter) + (editor === 'new' ? interaction : 0);
}

/** The chance of a session: the documents of a day are written in the sessions that there are. */
export const sessionChance = ({ plan }: Pick<User, 'plan'>, day: number): number => (day === 0 ? 1 : sessionChances[plan]);

/** The chance that a session without drafts ends with a complaint. */
export const complaintWithout = 0.003;
