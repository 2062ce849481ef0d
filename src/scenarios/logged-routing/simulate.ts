import { stream } from '../../math/random/stream.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { actions, expectedRewards, loggingChances, newPolicy, type RoutingParameters, valueLocation, valueScale } from './rules.ts';
import { policyRewards, populationTruth, routingTruths } from './truth.ts';

/** Realised values are those of the contexts that were drawn; the noise of rewards is no part of them. */
export function* simulateRouting(n: number, seed: number, parameters: RoutingParameters, size: number): Simulation {
  const random = stream(seed);
  const sums = new Float64Array(policyRewards({ difficulty: 0, risk: 0 }, 0, parameters).length);
  yield* tabulate(n, size, (i) => {
    const context = { difficulty: random.normal(), risk: random.normal() };
    const customerValue = Math.exp(valueLocation + valueScale * random.normal());
    const chances = loggingChances(context, parameters);
    const action = actionAt(random.uniform(), chances);
    const noise = parameters.rewardNoise * random.normal();
    policyRewards(context, customerValue, parameters).forEach((reward, k) => {
      sums[k] += reward;
    });
    return {
      request_id: `R${String(i + 1).padStart(6, '0')}`,
      ...context,
      customer_value: customerValue,
      action: actions[action],
      p_logged_small_model: chances[0],
      p_logged_large_model: chances[1],
      p_logged_human: chances[2],
      p_logged_action: chances[action],
      reward: expectedRewards(context, customerValue)[action] + noise,
      new_policy_action: actions[newPolicy(context)],
    };
  });
  return {
    integers: [],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: routingTruths(sums.map((sum) => sum / n)),
    },
  };
}

function actionAt(uniform: number, [small, large]: readonly number[]): number {
  if (uniform < small) return 0;
  return uniform < small + large ? 1 : 2;
}
