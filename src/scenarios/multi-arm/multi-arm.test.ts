import { describe, expect, it } from 'vitest';
import { contrast, numbersOf } from '../../../test/support/contrast.ts';
import { normalGrid } from '../../math/normal-grid.ts';
import { multiArm } from './multi-arm.ts';
import { armEffects, type MultiArmParameters, multiArmParameters, successChance } from './rules.ts';

const truths = (changed: Partial<MultiArmParameters> = {}) => new Map(multiArm.truth(changed).map(({ id, value }) => [id, value]));
const outcomes = ['task_success', 'latency_seconds', 'cost_dollars', 'unsafe_or_bad'];
const assistants = ['chat', 'rag', 'agent'];

it('has a winner by success that is not the winner by net value', () => {
  const best = (outcome: string, changed = {}) => {
    const values = truths(changed);
    return assistants.toSorted((a, b) => values.get(`${b}/${outcome}`)! - values.get(`${a}/${outcome}`)!)[0];
  };
  expect(best('task_success')).toBe('agent');
  expect(best('net_value')).toBe('rag');
  expect(truths().get('rag/net_value')).toBeGreaterThan(0);
  expect(best('net_value', { latencyEffect: 0, riskEffect: 0 })).toBe('agent');
});

it('is exact to 1e-9', () => {
  const parameters = { ...multiArmParameters, successEffect: 3 };
  const { points, weights } = normalGrid(0.1);
  let effect = 0;
  points.forEach((complexity, i) => {
    points.forEach((z, j) => {
      const one = { complexity, customerValue: Math.exp(1.6 + 0.6 * z) };
      effect += weights[i] * weights[j] * (successChance(one, armEffects[3], parameters) - successChance(one, armEffects[0], parameters));
    });
  });
  expect(Math.abs(truths(parameters).get('agent/task_success')! - effect)).toBeLessThan(1e-9);
});

it('has no effect where there is none, and adds the net value up', () => {
  const none = truths({ successEffect: 0, latencyEffect: 0, costEffect: 0, riskEffect: 0 });
  for (const arm of assistants) for (const outcome of [...outcomes, 'net_value']) expect(none.get(`${arm}/${outcome}`)).toBeCloseTo(0, 12);
  const values = truths();
  for (const arm of assistants) {
    const sum = Object.entries(multiArm.values).reduce((total, [outcome, worth]) => total + worth * values.get(`${arm}/${outcome}`)!, 0);
    expect(values.get(`${arm}/net_value`)).toBeCloseTo(sum, 12);
  }
});

describe('observed columns', () => {
  const simulated = multiArm.simulate({ n: 100_000, seed: 1 });
  const numbers = numbersOf(simulated);
  const variants = simulated.columns.variant as readonly string[];
  const isArm = (arm: string) => (row: number) => variants[row] === arm;

  it.each(assistants)('show the effects of %s', (arm) => {
    const values = truths();
    for (const outcome of outcomes) {
      const { value, standardError } = contrast(numbers[outcome], isArm(arm), isArm('baseline'));
      expect(Math.abs(value - values.get(`${arm}/${outcome}`)!), outcome).toBeLessThan(4 * standardError);
    }
  });

  it.each(['baseline', ...assistants])('have a quarter of the cases in %s', (arm) => {
    const seen = variants.filter((variant) => variant === arm).length;
    expect(Math.abs(seen - 25_000)).toBeLessThan(4 * Math.sqrt(100_000 * 0.25 * 0.75));
  });

  it('keep what the parameters do not touch', () => {
    const [base, changed] = [multiArm.simulate({ n: 500 }), multiArm.simulate({ n: 500, latencyEffect: 3 })];
    for (const name of Object.keys(base.columns).filter((n) => n !== 'latency_seconds')) expect(changed.columns[name], name).toEqual(base.columns[name]);
    expect(changed.columns.latency_seconds).not.toEqual(base.columns.latency_seconds);
  });
});
