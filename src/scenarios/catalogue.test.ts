import { describe, expect, it } from 'vitest';
import { scenarioOf, scenarios } from './catalogue.ts';

it('finds each scenario by its id, and nothing else', () => {
  for (const scenario of scenarios) expect(scenarioOf(scenario.id)).toBe(scenario);
  expect(scenarioOf('no-such-scenario')).toBeUndefined();
});

describe.each(scenarios)('$id', (scenario) => {
  const { columns, integers, truth } = scenario.simulate({ n: 300, seed: 2 });

  it('gives columns of n rows, all finite', () => {
    for (const [name, values] of Object.entries(columns)) {
      expect(values.length, name).toBe(300);
      if (values instanceof Float64Array) expect(values.every(Number.isFinite), name).toBe(true);
    }
    for (const name of integers) expect((columns[name] as Float64Array).every(Number.isInteger), name).toBe(true);
  });

  it('gives the same truths of the population and of the rows, each under its own id', () => {
    const ids = truth.population.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(truth.realised.map(({ id }) => id)).toEqual(ids);
    for (const { id, value } of [...truth.population, ...truth.realised]) expect(Number.isFinite(value), id).toBe(true);
  });
});
