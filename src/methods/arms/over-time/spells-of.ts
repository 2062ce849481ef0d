import { type Calendar, type Spell, spellText } from '../../../inference/over-time/calendar.ts';
import type { Shape } from '../../../inference/tail-error.ts';
import type { Group } from '../../../relation/requests.ts';

/** An arm with fewer units than this on a day has its day joined with the next. */
const leastUnits = 20;
/** Clusters of an arm are joined into at most so many spells. */
const mostClusteredSpells = 10;
/** The t of a difference of means needs so many units for each unit of squared skewness (Cochran's rule asks 25 for a level of 5 % of one mean). */
const perSkewness = 10;

/** How many units each arm must have in a spell. */
export type Least = (arm: string, units: number) => number;

/** More of what is rare or skewed. */
export const leastBySkewness =
  (shapes: ReadonlyMap<string, Shape>): Least =>
  (arm) => {
    const { second = 0, third = 0 } = shapes.get(arm) ?? {};
    return Math.max(leastUnits, second > 0 ? (perSkewness * third ** 2) / second ** 3 : leastUnits);
  };

/** More where units are few clusters. */
export const leastByClusters: Least = (_, units) => Math.max(leastUnits, units / (mostClusteredSpells + 1));

/** Ratios of totals are skewed by both of them. */
export const leastOfRatios: Least = () => 3 * leastUnits;

/** Units of each arm in each bin, of moments by arm and bin; a day after the last bin has only units that are too young. */
export function countsOf(groups: readonly Group[], bins: number): ReadonlyMap<string, readonly number[]> {
  const counts = new Map<string, number[]>();
  for (const { key, moments: m } of groups.filter((group) => group.moments.n > 0)) {
    const own = counts.get(key[0]) ?? new Array<number>(bins).fill(0);
    own[Number(key[1])] += m.n;
    counts.set(key[0], own);
  }
  return counts;
}

/** From the first of some spells to the last of them. */
export function spanText(spells: readonly Spell[], calendar: Calendar): string {
  return spellText({ from: spells[0].from, to: spells.at(-1)!.to }, calendar);
}
