import { type Random, stream } from '../../math/random/stream.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { choiceChance, expectedMinutes, finishedChance, minutesNoise, type OptInParameters, tierShares, tiers, type User } from './rules.ts';
import { choiceTally, type Known, populationTruth } from './truth.ts';

interface DrawnUser extends Known {
  readonly user: User;
  readonly chose: 0 | 1;
  readonly minutesBefore: number;
}

/** Takes the same number of draws whatever the parameters; what decides a user's outcomes is the same with and without summaries. */
function drawUser(random: Random, p: OptInParameters): DrawnUser {
  const user = { skill: random.normal(), tier: tierAt(random.uniform()), drive: random.normal() };
  const minutesBefore = expectedMinutes(user, 0, p) + minutesNoise * random.normal();
  const chance = choiceChance(user, p);
  const chose = random.bernoulli(chance);
  const chances = { finished: random.uniform(), minutes: minutesNoise * random.normal() };
  const [without, withIt] = [0, 1].map((on) => [chances.finished < finishedChance(user, on, p) ? 1 : 0, expectedMinutes(user, on, p) + chances.minutes]);
  return { user, minutesBefore, weight: 1, chance, chose, without, with: withIt };
}

const tierAt = (uniform: number): number => (uniform < tierShares[0] ? 0 : uniform < tierShares[0] + tierShares[1] ? 1 : 2);

export function* simulateOptIn(n: number, seed: number, parameters: OptInParameters, size: number): Simulation {
  const random = stream(seed);
  const tally = choiceTally();
  yield* tabulate(n, size, (i) => {
    const drawn = drawUser(random, parameters);
    tally.add(drawn);
    const { user, minutesBefore, chose } = drawn;
    const [finished, minutes] = chose === 1 ? drawn.with : drawn.without;
    return {
      user_id: `U${String(i + 1).padStart(6, '0')}`,
      skill: user.skill,
      tier: tiers[user.tier],
      minutes_before: minutesBefore,
      summaries: chose,
      finished,
      minutes,
    };
  });
  return {
    integers: ['summaries', 'finished'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: tally.truths(),
    },
  };
}
