import type { Truth } from '../scenario.ts';
import { effectsOn, type LaunchOutcome, type LaunchParameters, launchValues, mondayOf, outcomeNames, type Wave, waves, weeks } from './rules.ts';

type Effects = Readonly<Record<LaunchOutcome, number>>;

/** Mean effects on treated workspaces and weeks: of all, and by wave, by time since it was reached, and by week. */
export interface LaunchTally {
  add(wave: Wave, week: number, effects: Effects, weight?: number): void;
  /** Without those that nothing bears on. */
  truths(): readonly Truth[];
}

const two = (number: number): string => String(number).padStart(2, '0');
const plural = (count: number): string => `${count} week${count === 1 ? '' : 's'}`;

/** An average: its id, whom it is over, and how much a treated week of a wave counts in it. */
interface Average {
  readonly id: string;
  readonly over: string;
  readonly counts: (wave: Wave, week: number) => number;
}

const treatedWeeks = ({ start }: Wave): number => weeks - start;
const longest = Math.max(...waves.map(treatedWeeks));
const first = Math.min(...waves.map(({ start }) => start));

const averages: readonly Average[] = [
  { id: 'effect', over: 'over all workspaces and weeks that it has reached', counts: () => 1 },
  { id: 'effect-of-waves', over: 'over reached workspaces, of what each had on average since then', counts: (wave) => 1 / treatedWeeks(wave) },
  ...waves.map(
    (one): Average => ({
      id: `wave-${one.wave}`,
      over: `in workspaces reached in the week of ${mondayOf(one.start)}, over the weeks since then`,
      counts: (wave) => (wave === one ? 1 : 0),
    }),
  ),
  ...Array.from(
    { length: longest },
    (_, since): Average => ({
      id: `since-${two(since)}`,
      over: since === 0 ? 'in the week when it comes' : `${plural(since)} after it came`,
      counts: ({ start }, week) => (week - start === since ? 1 : 0),
    }),
  ),
  ...Array.from(
    { length: weeks - first },
    (_, i): Average => ({
      id: `week-${mondayOf(first + i)}`,
      over: `in the week of ${mondayOf(first + i)}, over workspaces reached by then`,
      counts: (_wave, week) => (week === first + i ? 1 : 0),
    }),
  ),
];

const told: Readonly<Record<LaunchOutcome | 'net_value', string>> = {
  resolved_rate: 'share of requests that are resolved',
  handle_minutes: 'mean handling time in minutes',
  cost_usd: 'cost of a workspace and week in dollars',
  net_value: `net value of a workspace and week in dollars (${Object.entries(launchValues)
    .map(([outcome, value]) => `${value} x ${outcome}`)
    .join(', ')})`,
};
const measures = Object.entries(told);

export function launchTally(): LaunchTally {
  // A sum of each outcome and of weights for every week of a wave, so that a row costs no more than its cell.
  const sums = new Map(waves.map((wave) => [wave, Array.from({ length: weeks }, () => ({ effects: new Float64Array(outcomeNames.length), weight: 0 }))]));
  return {
    add(wave, week, effects, weight = 1) {
      const cell = sums.get(wave)![week];
      cell.weight += weight;
      for (let k = 0; k < outcomeNames.length; k++) cell.effects[k] += weight * effects[outcomeNames[k]];
    },
    truths() {
      const cells = waves.flatMap((wave) => sums.get(wave)!.map((cell, week) => ({ wave, week, ...cell })));
      return averages.flatMap(({ id, over, counts }) => {
        const weight = cells.reduce((sum, cell) => sum + cell.weight * counts(cell.wave, cell.week), 0);
        if (!(weight > 0)) return [];
        const means = outcomeNames.map((_, k) => cells.reduce((sum, cell) => sum + cell.effects[k] * counts(cell.wave, cell.week), 0) / weight);
        const net = outcomeNames.reduce((sum, name, k) => sum + launchValues[name] * means[k], 0);
        return [...means, net].map((value, k) => ({
          id: `${id}/${measures[k][0]}`,
          outcome: measures[k][0],
          estimand: `The change of the ${measures[k][1]} caused by the assistant ${over}.`,
          value,
        }));
      });
    },
  };
}

/** The population effects: waves by their shares, whose workspaces respond by one on average. */
export function populationTruth(parameters: LaunchParameters): readonly Truth[] {
  const tally = launchTally();
  for (const wave of waves) for (let week = wave.start; week < weeks; week++) tally.add(wave, week, effectsOn(wave, week, parameters), wave.share);
  return tally.truths();
}
