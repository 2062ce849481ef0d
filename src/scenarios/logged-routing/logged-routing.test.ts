import { describe, expect, it } from 'vitest';
import { meanWhere, numbersOf } from '../../../test/support/contrast.ts';
import { normalGrid } from '../../math/normal-grid.ts';
import { loggedRouting } from './logged-routing.ts';
import { actions, expectedRewards, loggingChances, meanCustomerValue, type RoutingParameters, routingParameters } from './rules.ts';

const truths = (changed: Partial<RoutingParameters> = {}) => new Map(loggedRouting.truth(changed).map(({ id, value }) => [id, value]));

it.each([1, 0.2])('is exact to 1e-9 at a temperature of %d', (temperature) => {
  const { points, weights } = normalGrid(0.02);
  let logged = 0;
  points.forEach((difficulty, i) => {
    points.forEach((risk, j) => {
      const rewards = expectedRewards({ difficulty, risk }, meanCustomerValue);
      const chances = loggingChances({ difficulty, risk }, { ...routingParameters, temperature });
      logged += weights[i] * weights[j] * chances.reduce((sum, chance, action) => sum + chance * rewards[action], 0);
    });
  });
  expect(Math.abs(truths({ temperature }).get('logging-policy/reward')! - logged)).toBeLessThan(1e-9);
});

it('has a new policy that beats every constant one, whatever the log', () => {
  const values = truths();
  for (const action of actions) expect(values.get('new-policy/reward')).toBeGreaterThan(values.get(`${action}/reward`)!);
  expect(truths({ temperature: 0.1, rewardNoise: 5 }).get('new-policy/reward')).toBe(values.get('new-policy/reward'));
});

describe('the log', () => {
  const simulated = loggedRouting.simulate({ n: 100_000, seed: 1 });
  const numbers = numbersOf(simulated);
  const taken = simulated.columns.action as readonly string[];
  const wanted = simulated.columns.new_policy_action as readonly string[];

  it('holds chances that sum to one, and that of its action', () => {
    taken.forEach((action, i) => {
      const sum = actions.reduce((total, name) => total + numbers[`p_logged_${name}`][i], 0);
      if (Math.abs(sum - 1) > 1e-12 || numbers[`p_logged_${action}`][i] !== numbers.p_logged_action[i]) expect.fail(`row ${i}`);
    });
  });

  it('weighs up to the value of every policy', () => {
    const weighed = (wants: (i: number) => string) => meanWhere(numbers.reward.map((y, i) => (wants(i) === taken[i] ? y / numbers.p_logged_action[i] : 0)));
    const values = { ...Object.fromEntries(actions.map((name) => [name, weighed(() => name)])), 'new-policy': weighed((i) => wanted[i]) };
    for (const [policy, { value, standardError }] of Object.entries(values)) {
      expect(Math.abs(value - truths().get(`${policy}/reward`)!), policy).toBeLessThan(4 * standardError);
    }
    const { value, standardError } = meanWhere(numbers.reward);
    expect(Math.abs(value - truths().get('logging-policy/reward')!)).toBeLessThan(4 * standardError);
  });

  it('is misread by the mean reward of an action, because hard requests go to humans', () => {
    const { value, standardError } = meanWhere(numbers.reward, (i) => taken[i] === 'human');
    expect(truths().get('human/reward')! - value).toBeGreaterThan(10 * standardError);
  });

  it('hardly tries anything when it is cold, and never has a chance of zero', () => {
    const cold = numbersOf(loggedRouting.simulate({ n: 20_000, seed: 1, temperature: 0.05 }));
    expect(meanWhere(cold.p_logged_action).value).toBeGreaterThan(0.95);
    for (const action of actions) expect(cold[`p_logged_${action}`].every((chance) => chance > 0)).toBe(true);
  });
});
