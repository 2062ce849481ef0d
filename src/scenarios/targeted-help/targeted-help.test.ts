import { describe, expect, it } from 'vitest';
import { contrast, numbersOf } from '../../../test/support/contrast.ts';
import { type HelpParameters, helpEffect, helpLimits, planShares, plans, solvedWithout } from './rules.ts';
import { targetedHelp } from './targeted-help.ts';

const truths = (changed: Partial<HelpParameters> = {}) => new Map(targetedHelp.truth(changed).map(({ id, value }) => [id, value]));

it('loses money where everybody is helped, and wins it where those are for whom it pays', () => {
  expect(truths().get('itt/solved')).toBeGreaterThan(0.02);
  expect(truths().get('itt/net_value')).toBeLessThan(-0.05);
  expect(truths().get('rule/net_value')).toBeGreaterThan(0.15);
  expect(truths().get('least/solved')).toBeLessThan(-0.1);
});

it('is the same for everybody where there is no difference', () => {
  const none = truths({ difference: 0 });
  for (const id of ['most/solved', 'least/solved']) expect(none.get(id)).toBe(none.get('itt/solved'));
});

it('is exact to 1e-9', () => {
  const p = { effect: 0.03, difference: -0.6, price: 0.1 };
  const steps = 200_000;
  let [gain, share] = [0, 0];
  plans.forEach((_, plan) => {
    for (let i = 0; i < steps; i++) {
      const effect = helpEffect({ along: (i + 0.5) / steps, plan }, p);
      if (4 * effect <= p.price) continue;
      gain += (planShares[plan] * (4 * effect - p.price)) / steps;
      share += planShares[plan] / steps;
    }
  });
  expect(Math.abs(truths(p).get('rule/net_value')! - gain)).toBeLessThan(1e-9);
  expect(Math.abs(truths(p).get('rule/share')! - share)).toBeLessThan(1e-5);
});

it('has chances between zero and one at the ends of its parameters', () => {
  const users = [0, 1].flatMap((along) => plans.map((_, plan) => ({ along, plan })));
  const chances = [-0.1, 0.1].flatMap((effect) =>
    [-1, 1].flatMap((difference) => {
      expect(helpLimits.effect.holds(effect * 1.01) || helpLimits.difference.holds(difference * 1.01)).toBe(false);
      return users.map((user) => solvedWithout(user) + helpEffect(user, { effect, difference, price: 0 }));
    }),
  );
  expect(Math.min(...chances)).toBeGreaterThan(-1e-12);
  expect(Math.max(...chances)).toBeLessThan(1);
});

describe('observed columns', () => {
  const simulated = targetedHelp.simulate({ n: 100_000, seed: 1 });
  const numbers = numbersOf(simulated);

  it.each(['solved', 'cost_dollars'])('show the effect on %s', (outcome) => {
    const { value, standardError } = contrast(
      numbers[outcome],
      (i) => numbers.helped[i] === 1,
      (i) => numbers.helped[i] === 0,
    );
    expect(Math.abs(value - truths().get(`itt/${outcome}`)!)).toBeLessThan(4 * standardError);
  });

  it('keep what the parameters do not touch', () => {
    const [base, changed] = [targetedHelp.simulate({ n: 500 }), targetedHelp.simulate({ n: 500, price: 3 })];
    for (const name of Object.keys(base.columns).filter((n) => n !== 'cost_dollars')) expect(changed.columns[name], name).toEqual(base.columns[name]);
    expect(changed.columns.cost_dollars).not.toEqual(base.columns.cost_dollars);
  });
});
