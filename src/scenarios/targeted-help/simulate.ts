import { type Random, stream } from '../../math/random/stream.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { type HelpParameters, helpEffect, helpValues, languageShares, languages, planShares, plans, solvedWithout, tenureDays, type User } from './rules.ts';
import { effectCut, helpTruths, payingCut, populationTruth, quarter } from './truth.ts';

interface DrawnUser {
  readonly user: User;
  readonly language: number;
  readonly questionsBefore: number;
  readonly helped: number;
  readonly solved: readonly [without: number, withHelp: number];
  readonly cost: number;
}

const levelAt = (shares: readonly number[], uniform: number): number => (uniform < shares[0] ? 0 : uniform < shares[0] + shares[1] ? 1 : 2);

/** Takes the same number of draws whatever the parameters; what decides whether a user solves the task is the same with and without help. */
function drawUser(random: Random, p: HelpParameters): DrawnUser {
  const user = { along: random.uniform(), plan: levelAt(planShares, random.uniform()) };
  const language = levelAt(languageShares, random.uniform());
  const questionsBefore = Math.floor(random.exponential() * (3 + 9 * user.along));
  const helped = random.integer(2);
  const luck = random.uniform();
  const chance = solvedWithout(user);
  const solved = [luck < chance ? 1 : 0, luck < chance + helpEffect(user, p) ? 1 : 0] as const;
  return { user, language, questionsBefore, helped, solved, cost: p.price * (0.5 + 0.5 * random.exponential()) };
}

/** Means over drawn users whose outcomes with and without help are both known. */
function helpTally(p: HelpParameters) {
  const same = p.difference === 0;
  const [most, least, paying] = [same ? Number.NEGATIVE_INFINITY : effectCut(p, quarter), same ? Infinity : effectCut(p, 1 - quarter), payingCut(p)];
  const groups = { all: [0, 0, 0], most: [0, 0, 0], least: [0, 0, 0], rule: [0, 0, 0] };
  const add = (sums: number[], gain: number, cost: number): void => {
    sums[0] += 1;
    sums[1] += gain;
    sums[2] += cost;
  };
  return {
    add({ user, solved, cost }: DrawnUser): void {
      const gain = solved[1] - solved[0];
      const expected = helpEffect(user, p);
      add(groups.all, gain, cost);
      if (expected > most) add(groups.most, gain, cost);
      if (expected < least) add(groups.least, gain, cost);
      if (expected > paying) add(groups.rule, gain, cost);
    },
    truths() {
      const { all, most: top, least: low, rule } = groups;
      const worth = ([, gain, cost]: readonly number[]): number => (helpValues.solved * gain - cost) / all[0];
      return helpTruths({
        'itt/solved': all[1] / all[0],
        'itt/cost_dollars': all[2] / all[0],
        'itt/net_value': worth(all),
        'most/solved': top[1] / top[0],
        'least/solved': low[1] / low[0],
        'rule/share': rule[0] / all[0],
        'rule/net_value': worth(rule),
      }).filter(({ value }) => Number.isFinite(value));
    },
  };
}

export function* simulateHelp(n: number, seed: number, parameters: HelpParameters, size: number): Simulation {
  const random = stream(seed);
  const tally = helpTally(parameters);
  yield* tabulate(n, size, (i) => {
    const drawn = drawUser(random, parameters);
    tally.add(drawn);
    const { user, language, questionsBefore, helped, solved, cost } = drawn;
    return {
      user_id: `U${String(i + 1).padStart(6, '0')}`,
      tenure_days: tenureDays(user.along),
      plan: plans[user.plan],
      language: languages[language],
      questions_before: questionsBefore,
      helped,
      solved: solved[helped],
      cost_dollars: helped === 1 ? cost : 0,
    };
  });
  return {
    integers: ['tenure_days', 'questions_before', 'helped', 'solved'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: tally.truths(),
    },
  };
}
