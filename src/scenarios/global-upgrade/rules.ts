import { between, type Limit } from '../parameters.ts';

export interface UpgradeParameters {
  /** So many workspaces, the first ones, get the upgrade; the others are donors. As many as there are, or more: everybody gets it. */
  readonly treated: number;
  /** Periods before the launch. */
  readonly before: number;
  /** Periods since the launch, that of the launch among them. */
  readonly after: number;
  /** Days of a period: 7, or 1 for daily series. */
  readonly days: number;
  /** What the upgrade adds to the share that is resolved, once it has grown. */
  readonly rateEffect: number;
  /** The same of minutes. */
  readonly minutesEffect: number;
  /** The same of dollars a ticket. */
  readonly costEffect: number;
  /** Periods until effects have grown. */
  readonly growth: number;
  /** How far above the donors' mean treated workspaces stand, in standard deviations between workspaces. */
  readonly level: number;
  /** What all workspaces gain over time, as a multiple of the usual. */
  readonly trend: number;
  /** Periods after which the season comes again. */
  readonly season: number;
  /** A workspace's deviations from what its factors say, as a multiple of the usual. */
  readonly noise: number;
  /** Tickets of the workspace in the middle in a period; the fewer, the more its means vary. */
  readonly tickets: number;
  /** The launch touches the first donor, which goes as the treated do: from the launch on it has so many times the grown effect. */
  readonly donorJump: number;
  /** Something else comes to the treated workspaces on the day of the launch, and adds so many times the grown effect. */
  readonly coincidence: number;
  /** The third donor has no tickets in so many of the first periods. */
  readonly gap: number;
}

export const upgradeParameters: UpgradeParameters = {
  treated: 1,
  before: 48,
  after: 12,
  days: 7,
  rateEffect: 0.06,
  minutesEffect: -0.6,
  costEffect: 0.04,
  growth: 4,
  level: 2,
  trend: 1,
  season: 13,
  noise: 1,
  tickets: 1500,
  donorJump: 0,
  coincidence: 0,
  gap: 0,
};

const integer = (low: number, high: number): Limit => ({
  asked: `an integer from ${low} to ${high}`,
  holds: (value) => Number.isInteger(value) && value >= low && value <= high,
});
export const upgradeLimits: Readonly<Record<keyof UpgradeParameters, Limit>> = {
  treated: integer(1, 10_000),
  before: integer(1, 1000),
  after: integer(1, 1000),
  days: { asked: 'a number of days, 1 or 7', holds: (value) => value === 1 || value === 7 },
  rateEffect: between(-1, 1),
  minutesEffect: between(-1000, 1000),
  costEffect: between(-1000, 1000),
  growth: between(1, 1000),
  level: between(-10, 10),
  trend: between(-100, 100),
  season: between(2, 1000),
  noise: between(0, 100),
  tickets: integer(1, 1_000_000),
  donorJump: between(-100, 100),
  coincidence: between(-100, 100),
  gap: integer(0, 1000),
};

/** An outcome in the period of the launch: its level, and standard deviations of workspaces, of the two factors, of a workspace's own periods and of one ticket; what a period adds, and how far the season goes. */
export const outcomes = {
  resolved: { level: 0.6, workspaces: 0.04, trend: 0.002, season: 0.025, factors: 0.025, noise: 0.005, ticket: 0.49 },
  minutes: { level: 14, workspaces: 1.2, trend: -0.025, season: -0.4, factors: -0.4, noise: 0.08, ticket: 8 },
  cost_usd: { level: 0.42, workspaces: 0.04, trend: 0.0008, season: 0.015, factors: 0.015, noise: 0.003, ticket: 0.3 },
} as const;
export type UpgradeOutcome = keyof typeof outcomes;
export const outcomeNames = Object.keys(outcomes) as readonly UpgradeOutcome[];

/** How much of the factors, and of a workspace's own deviation, lasts until the next period. */
export const persistence = { factors: 0.85, own: 0.4 } as const;

/** How strongly a workspace follows what is shared: of donors the mean of each loading is one, with this standard deviation. */
export const donorSpread = 0.4;
/** The same of treated workspaces, and of the first donor, which is their like. */
export const treatedLoadings = { trend: 1.2, season: 1.8, first: 1.8, second: 0.2 } as const;
export const treatedSpread = 0.05;
export type Loading = keyof typeof treatedLoadings;

/** The logarithm of tickets varies so much between workspaces, and from period to period; those of treated workspaces and of the first donor are so many times as many. */
export const sizes = { workspaces: 0.5, periods: 0.05, large: 2 } as const;

const launchDay = Date.UTC(2026, 2, 2);
/** The day on which a period begins: the launch is on Monday, 2 March 2026. */
export const dayOf = (period: number, { before, days }: UpgradeParameters): string =>
  new Date(launchDay + (period - before) * days * 86_400_000).toISOString().slice(0, 10);
export const periodName = ({ days }: UpgradeParameters): 'day' | 'week' => (days === 1 ? 'day' : 'week');

/** The effects of the upgrade, once they have grown. */
export const grownEffects = (p: UpgradeParameters): Readonly<Record<UpgradeOutcome, number>> => ({
  resolved: p.rateEffect,
  minutes: p.minutesEffect,
  cost_usd: p.costEffect,
});

/** How much of its effects the upgrade has in a period. */
export const grownBy = (period: number, { before, growth }: UpgradeParameters): number => (period < before ? 0 : Math.min(1, (period - before + 1) / growth));

/** What an outcome is without the upgrade, factors and deviations apart, in a workspace that stands so many standard deviations above the mean and follows trend and season so closely. */
export function courseOf(
  outcome: UpgradeOutcome,
  period: number,
  { stands, trend, season }: { readonly stands: number; readonly trend: number; readonly season: number },
  p: UpgradeParameters,
): number {
  const own = outcomes[outcome];
  const since = period - p.before;
  return own.level + own.workspaces * stands + own.trend * p.trend * trend * since + own.season * season * Math.cos((2 * Math.PI * since) / p.season);
}
