import { normalCdf } from '../../math/distributions/normal.ts';
import type { Random } from '../../math/random/stream.ts';
import {
  bySeats,
  eventNoise,
  type LaunchOutcome,
  type LaunchParameters,
  outcomeNames,
  outcomes,
  persistence,
  plans,
  type Wave,
  waves,
  weeks,
} from './rules.ts';

export interface Workspace {
  /** The logarithm of its seats, standardized. */
  readonly z: number;
  readonly plan: string;
  readonly wave: Wave | undefined;
  /** Its effects as a multiple of those on an average workspace. */
  readonly responds: number;
  /** By outcome, week by week, what it has without the assistant and without the drifts that are parameters. */
  readonly untreated: Readonly<Record<LaunchOutcome, Float64Array>>;
}

/** What weeks add to an outcome in every workspace. */
export type Season = Readonly<Record<LaunchOutcome, Float64Array>>;

/** A season of half a year, and shocks. */
export function drawSeason(random: Random): Season {
  return byOutcome((name) => {
    const { season, shocks } = outcomes[name];
    return Float64Array.from({ length: weeks }, (_, week) => season * Math.sin((2 * Math.PI * week) / 26) + shocks * random.normal());
  });
}

/** Takes the same number of draws whatever the parameters. */
export function drawWorkspace(random: Random, season: Season, { spread }: LaunchParameters): Workspace {
  const z = random.normal();
  const correlated = (r: number): number => normalCdf(r * z + Math.sqrt(1 - r * r) * random.normal());
  const late = 1 - correlated(bySeats.early);
  const plan = atShare(plans, correlated(bySeats.plan)) ?? plans[plans.length - 1];
  return {
    z,
    plan: plan.plan,
    wave: atShare(waves, late),
    responds: 1 + spread * random.normal(),
    untreated: byOutcome((name) => {
      const { level, seats, workspaces, noise } = outcomes[name];
      const own = level + seats * z + workspaces * random.normal();
      let deviation = random.normal();
      return season[name].map((shared) => {
        const value = own + shared + noise * deviation;
        deviation = persistence * deviation + Math.sqrt(1 - persistence ** 2) * random.normal();
        return value;
      });
    }),
  };
}

/** What an event adds to the outcomes of its week. */
export const drawEvent = (random: Random): Readonly<Record<LaunchOutcome, number>> => byOutcome((name) => eventNoise * outcomes[name].noise * random.normal());

/** The first whose shares add up to more than this. */
function atShare<T extends { readonly share: number }>(list: readonly T[], uniform: number): T | undefined {
  let left = uniform;
  return list.find(({ share }) => {
    left -= share;
    return left < 0;
  });
}

const byOutcome = <T>(of: (name: LaunchOutcome) => T): Readonly<Record<LaunchOutcome, T>> =>
  Object.fromEntries(outcomeNames.map((name) => [name, of(name)])) as Record<LaunchOutcome, T>;
