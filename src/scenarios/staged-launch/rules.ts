import { between, type Limit } from '../parameters.ts';

export interface LaunchParameters {
  /** What the assistant adds to the share that is resolved, once it has grown, in a workspace of the second wave. */
  readonly rateEffect: number;
  /** The same of minutes. */
  readonly minutesEffect: number;
  /** The same of cost in dollars. */
  readonly costEffect: number;
  /** Weeks until effects have grown. */
  readonly growth: number;
  /** How much larger than those on the second wave effects on the first are, and how much smaller on the third, as a share. */
  readonly waveSpread: number;
  /** Standard deviation of effects between workspaces of a wave, as a share of their mean. */
  readonly spread: number;
  /** What the resolved rate of the first wave gains a week on that of workspaces never reached, with or without the assistant; the second two thirds of it, the third one. At zero trends are parallel. */
  readonly trend: number;
  /** What a standard deviation of the logarithm of seats adds to the resolved rate a week; at zero trends are parallel. Otherwise they are among workspaces with as many seats: ln(seats), made in data.sql, is the covariate that mends it. */
  readonly seatsTrend: number;
  /** Above one, rows are so many events of a workspace and week. */
  readonly rowsPerWeek: number;
}

export const launchParameters: LaunchParameters = {
  rateEffect: 0.06,
  minutesEffect: -0.6,
  costEffect: 9,
  growth: 5,
  waveSpread: 0.35,
  spread: 0.4,
  trend: 0,
  seatsTrend: 0,
  rowsPerWeek: 1,
};

const count: Limit = { asked: 'an integer from 1 to 10,000', holds: (value) => Number.isInteger(value) && value >= 1 && value <= 10_000 };
export const launchLimits: Readonly<Record<keyof LaunchParameters, Limit>> = {
  rateEffect: between(-1, 1),
  minutesEffect: between(-1000, 1000),
  costEffect: between(-1000, 1000),
  growth: between(1, 1000),
  waveSpread: between(-1, 1),
  spread: between(0, 10),
  trend: between(-1, 1),
  seatsTrend: between(-1, 1),
  rowsPerWeek: count,
};

/** What one unit of an outcome is worth in dollars, by workspace and week: some hundred requests, at six dollars where one is resolved. */
export const launchValues: Readonly<Record<string, number>> = { resolved_rate: 600, handle_minutes: -10, cost_usd: -1 };

export const weeks = 20;
const firstMonday = Date.UTC(2026, 0, 5);
const day = (from: number, after: number): string => new Date(from + after * 86_400_000).toISOString().slice(0, 10);

const mondays = Array.from({ length: weeks }, (_, week) => day(firstMonday, 7 * week));
/** The Monday of a week. */
export const mondayOf = (week: number): string => mondays[week];

/** Waves by when they were reached, and the share of workspaces in each; the others were not reached. The larger a workspace, the earlier, by and large. */
export const waves = [
  { wave: 1, start: 6, share: 0.2 },
  { wave: 2, start: 10, share: 0.25 },
  { wave: 3, start: 14, share: 0.25 },
] as const;
export type Wave = (typeof waves)[number];

const releases = new Map<Wave, string>(waves.map((wave) => [wave, day(firstMonday, 7 * wave.start + 2)]));
/** The day of a wave: releases come on Wednesdays. */
export const releaseOf = (wave: Wave): string => releases.get(wave)!;

/** How an outcome goes without the assistant: its level, what a standard deviation of log seats adds, and standard deviations of workspaces, of weeks and of a workspace's weeks. */
export const outcomes = {
  resolved_rate: { level: 0.55, seats: 0.015, workspaces: 0.05, season: 0.015, shocks: 0.008, noise: 0.03 },
  handle_minutes: { level: 14, seats: 0.5, workspaces: 1.5, season: -0.5, shocks: 0.25, noise: 0.8 },
  cost_usd: { level: 60, seats: 6, workspaces: 10, season: 2, shocks: 1, noise: 3.5 },
} as const;
export type LaunchOutcome = keyof typeof outcomes;
export const outcomeNames = Object.keys(outcomes) as readonly LaunchOutcome[];

/** How much of a week's deviation lasts until the next. */
export const persistence = 0.5;
/** Events of one week vary so many times as much as weeks of one workspace. */
export const eventNoise = 2;

/** Seats of a workspace by the standard normal of their logarithm. */
export const seatsOf = (z: number): number => Math.max(1, Math.round(Math.exp(3.2 + 0.9 * z)));

/** Correlation with log seats of how early a workspace is reached, and of how much it pays. */
export const bySeats = { early: 0.5, plan: 0.7 } as const;

/** Plans from the cheapest, by the share of workspaces that have them. */
export const plans = [
  { plan: 'free', share: 0.4 },
  { plan: 'team', share: 0.4 },
  { plan: 'enterprise', share: 0.2 },
] as const;

/** The effect on an average workspace of a wave in a week, by outcome: zero before the wave was reached, then growing. */
export function effectsOn({ wave, start }: Wave, week: number, p: LaunchParameters): Readonly<Record<LaunchOutcome, number>> {
  const grown = week < start ? 0 : Math.min(1, (week - start + 1) / p.growth);
  const times = grown * (1 + (2 - wave) * p.waveSpread);
  return { resolved_rate: times * p.rateEffect, handle_minutes: times * p.minutesEffect, cost_usd: times * p.costEffect };
}

/** What a workspace's resolved rate has gained by a week, whether the assistant came or not. */
export function driftOf(wave: Wave | undefined, z: number, week: number, p: LaunchParameters): number {
  const early = wave === undefined ? 0 : (4 - wave.wave) / 3;
  return week * (p.trend * early + p.seatsTrend * z);
}
