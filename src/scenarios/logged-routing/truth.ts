import type { NormalGrid } from '../../math/normal-grid.ts';
import { gridForSlope, normalPieces } from '../normal-grid.ts';
import type { Truth } from '../scenario.ts';
import { type Context, cuts, expectedRewards, loggingChances, meanCustomerValue, newPolicy, type RoutingParameters, steepestLogging } from './rules.ts';

/** A policy by its id, and the sentence of its value. */
const policies = {
  'new-policy': 'The mean expected reward of a request if the new policy routed every request.',
  'logging-policy': 'The mean expected reward of a request if the logging policy routed every request.',
  small_model: 'The mean expected reward of a request if the small model answered every request.',
  large_model: 'The mean expected reward of a request if the large model answered every request.',
  human: 'The mean expected reward of a request if a human answered every request.',
};

/** The expected rewards of the policies in a context, in the order of their truths. */
export function policyRewards(context: Context, customerValue: number, parameters: RoutingParameters): readonly number[] {
  const rewards = expectedRewards(context, customerValue);
  const logged = loggingChances(context, parameters).reduce((sum, chance, action) => sum + chance * rewards[action], 0);
  return [rewards[newPolicy(context)], logged, ...rewards];
}

export function routingTruths(values: ArrayLike<number>): readonly Truth[] {
  const ofPolicies = Object.entries(policies).map(([policy, estimand], k) => ({ id: `${policy}/reward`, outcome: 'reward', estimand, value: values[k] }));
  const gain = 'The change of the mean expected reward caused by routing by the new policy instead of the logging policy.';
  return [...ofPolicies, { id: 'gain/reward', outcome: 'reward', estimand: gain, value: values[0] - values[1] }];
}

/** The population values. Rewards are linear in the customer's value, so its mean stands for it; the new policy jumps, so its grid is cut where it does. */
export function populationTruth(parameters: RoutingParameters): readonly Truth[] {
  const [difficulties, risks] = [normalPieces(cuts.difficulty), normalPieces(cuts.risk)];
  const smooth = gridForSlope(Math.max(1.2, steepestLogging / parameters.temperature));
  const [byNew] = expectedOver(difficulties, risks, parameters);
  const [, ...others] = expectedOver(smooth, smooth, parameters);
  return routingTruths([byNew, ...others]);
}

function expectedOver(difficulties: NormalGrid, risks: NormalGrid, parameters: RoutingParameters): readonly number[] {
  const sums = Object.keys(policies).map(() => 0);
  difficulties.points.forEach((difficulty, i) => {
    risks.points.forEach((risk, j) => {
      const weight = difficulties.weights[i] * risks.weights[j];
      const rewards = policyRewards({ difficulty, risk }, meanCustomerValue, parameters);
      for (let k = 0; k < sums.length; k++) sums[k] += weight * rewards[k];
    });
  });
  return sums;
}
