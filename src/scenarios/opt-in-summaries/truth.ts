import { gridForSlope } from '../normal-grid.ts';
import type { Truth } from '../scenario.ts';
import { choiceChance, expectedMinutes, finishedChance, type OptInParameters, steepest, tierShares, tiers } from './rules.ts';

const outcomes = { finished: 'share of users who finish', minutes: 'mean minutes of a task' };
const outcomeCount = Object.keys(outcomes).length;

/** A user, or as many as `weight` says, whose outcomes are known both ways. */
export interface Known {
  readonly weight: number;
  /** Of opting in. */
  readonly chance: number;
  /** 1 for one who did, or the chance of it. */
  readonly chose: number;
  readonly without: readonly number[];
  readonly with: readonly number[];
}

const averages = [
  { id: 'ate', among: 'among all users', counts: () => 1 },
  { id: 'att', among: 'among those who switched them on', counts: ({ chose }: Known) => chose },
  { id: 'atc', among: 'among those who did not switch them on', counts: ({ chose }: Known) => 1 - chose },
  { id: 'ato', among: 'among those who could have done either', counts: ({ chance }: Known) => chance * (1 - chance) },
] as const;

/** Sums over users, from which every average follows. */
export interface ChoiceTally {
  add(user: Known): void;
  truths(): readonly Truth[];
}

/** Averages among nobody are left out. */
export function choiceTally(): ChoiceTally {
  const weights = new Float64Array(averages.length);
  const effects = averages.map(() => new Float64Array(outcomeCount));
  const seen = [new Float64Array(outcomeCount), new Float64Array(outcomeCount)];
  return {
    add(user) {
      averages.forEach(({ counts }, a) => {
        const weight = user.weight * counts(user);
        weights[a] += weight;
        for (let k = 0; k < outcomeCount; k++) effects[a][k] += weight * (user.with[k] - user.without[k]);
      });
      for (let k = 0; k < outcomeCount; k++) {
        seen[0][k] += user.weight * (1 - user.chose) * user.without[k];
        seen[1][k] += user.weight * user.chose * user.with[k];
      }
    },
    truths() {
      const [, treated, others] = weights;
      const told = Object.entries(outcomes).entries();
      return [...told].flatMap(([k, [outcome, what]]): readonly Truth[] => [
        ...averages.flatMap(({ id, among }, a): readonly Truth[] =>
          weights[a] > 0
            ? [{ id: `${id}/${outcome}`, outcome, estimand: `The change of the ${what} caused by summaries, ${among}.`, value: effects[a][k] / weights[a] }]
            : [],
        ),
        ...(treated > 0 && others > 0
          ? [
              {
                id: `naive/${outcome}`,
                outcome,
                estimand: `The ${what} of those who switched summaries on less that of the others, which is no effect.`,
                value: seen[1][k] / treated - seen[0][k] / others,
              },
            ]
          : []),
      ]);
    },
  };
}

/** The population effects: on grids over skill and the hidden drive, tier by tier. */
export function populationTruth(p: OptInParameters): readonly Truth[] {
  const grid = gridForSlope(steepest(p));
  // Without a part in anything the drive has no values.
  const drives = p.hidden === 0 ? { points: Float64Array.of(0), weights: Float64Array.of(1) } : grid;
  const tally = choiceTally();
  grid.points.forEach((skill, i) => {
    drives.points.forEach((drive, j) => {
      tiers.forEach((_, tier) => {
        const user = { skill, tier, drive };
        const chance = choiceChance(user, p);
        const [without, withIt] = [0, 1].map((on) => [finishedChance(user, on, p), expectedMinutes(user, on, p)]);
        tally.add({ weight: grid.weights[i] * drives.weights[j] * tierShares[tier], chance, chose: chance, without, with: withIt });
      });
    });
  });
  return tally.truths();
}
