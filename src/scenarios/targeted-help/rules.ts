import { between, type Limit } from '../parameters.ts';

export interface HelpParameters {
  /** What help adds to the chance that a user of middling tenure solves the task. */
  readonly effect: number;
  /** How much more it does for newcomers than for old hands, and than for teams; zero makes it the same for everybody. */
  readonly difference: number;
  /** Mean cost in dollars of helping a user. */
  readonly price: number;
}

export const helpParameters: HelpParameters = { effect: 0.04, difference: 1, price: 0.2 };

/** Within these every chance lies between zero and one. */
export const helpLimits: Readonly<Record<keyof HelpParameters, Limit>> = {
  effect: between(-0.1, 0.1),
  difference: between(-1, 1),
  price: between(0, 10),
};

/** What a solved task and a dollar are worth. */
export const helpValues: Readonly<Record<string, number>> = { solved: 4, cost_dollars: -1 };

export const plans = ['free', 'pro', 'team'] as const;
export const planShares = [0.6, 0.3, 0.1] as const;
export const languages = ['en', 'es', 'ja'] as const;
export const languageShares = [0.7, 0.2, 0.1] as const;

/** A user before help: how far along they are, from 0 of the newest to 1 of the oldest, all alike likely, and their plan. */
export interface User {
  readonly along: number;
  readonly plan: number;
}

/** Days since signing up: a year for the oldest. */
export const tenureDays = (along: number): number => Math.round(365 * along * along);

export function solvedWithout({ along, plan }: User): number {
  return 0.3 + 0.25 * along + [0, 0.04, 0.06][plan];
}

/** From newcomers to old hands the effect falls by this share of the difference. */
const fall = 0.4;
const ofPlan = [0, 0, -0.08] as const;

/** Effect on the chance of solving: of a plan it is a straight line in how far along a user is. */
export function helpEffect({ along, plan }: User, { effect, difference }: HelpParameters): number {
  return effect + difference * (fall * (0.5 - along) + ofPlan[plan]);
}
