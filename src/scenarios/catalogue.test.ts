import { describe, expect, it } from 'vitest';
import type { RandomizedKeys } from '../methods/randomized/declared/keys.ts';
import { parseStudy } from '../study.ts';
import { scenarioOf, scenarios } from './catalogue.ts';
import { csvPieces, csvText } from './csv-text.ts';
import { scenarioIds } from './ids.ts';

it('is the list of ids', () => expect(scenarios.map(({ id }) => id)).toEqual(scenarioIds));

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
  });

  it('declares the columns of integers, and no other', () => {
    const wholes = Object.entries(columns).flatMap(([name, values]) => (values instanceof Float64Array && values.every(Number.isInteger) ? [name] : []));
    // The strength of the first period is the integer zero.
    expect(wholes.filter((name) => name !== 'model_strength')).toEqual(integers);
  });

  it('gives truths of the population, each under its own id, and those of the rows under the same', () => {
    const ids = truth.population.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const realised = new Set(truth.realised.map(({ id }) => id));
    expect(ids.filter((id) => realised.has(id))).toEqual([...realised]);
    expect(realised.size).toBeGreaterThanOrEqual(ids.length - 1);
    for (const { id, value } of [...truth.population, ...truth.realised]) expect(Number.isFinite(value), id).toBe(true);
  });

  it('says every truth in a sentence of its own, which survives JSON', () => {
    const population = scenario.truth();
    expect(new Set(population.map(({ estimand }) => estimand)).size).toBe(population.length);
    for (const { id, outcome, estimand } of population) {
      expect(estimand).toMatch(/^The .*\.$/);
      expect(id).toMatch(new RegExp(`^[\\w-]+/${outcome}$`));
    }
    expect(JSON.parse(JSON.stringify(truth))).toEqual({ population: truth.population, realised: truth.realised });
  });

  it('is the same in pieces as in one, with the same truth', () => {
    for (const rows of [1, 7, 300, 1000]) {
      const pieces = csvPieces(scenario.pieces({ n: 300, seed: 2 }, rows));
      let text = '';
      let next = pieces.next();
      for (; next.done !== true; next = pieces.next()) text += next.value;
      expect(text === csvText({ columns }), `pieces of ${rows}`).toBe(true);
      expect(next.value.truth.realised).toEqual(truth.realised);
      expect(next.value.integers).toEqual(integers);
    }
  });

  it('repeats bit for bit, and draws other rows under another seed', () => {
    expect(scenario.simulate({ n: 300, seed: 2 }).columns).toEqual(columns);
    expect(csvText(scenario.simulate({ n: 300, seed: 3 }))).not.toBe(csvText({ columns }));
  });

  it('draws the same first rows whatever their number', () => {
    const many = scenario.simulate({ n: 1000, seed: 2 }).columns;
    expect(Object.keys(many)).toEqual(Object.keys(columns));
    for (const [name, values] of Object.entries(columns)) expect(many[name].slice(0, 300), name).toEqual(values);
  });

  it('uses its defaults', () => {
    const { columns: unasked } = scenario.simulate();
    expect(Object.values(unasked)[0].length).toBe(scenario.defaults.n);
    const { columns: asked } = scenario.simulate({ ...scenario.defaults, ...scenario.parameters });
    expect(Object.keys(asked)).toEqual(Object.keys(unasked));
    for (const [name, values] of Object.entries(unasked))
      expect(
        Array.from<unknown>(values).every((value, i) => Object.is(value, asked[name][i])),
        name,
      ).toBe(true);
    expect(scenario.truth(scenario.parameters)).toEqual(scenario.truth());
  });

  it('has no truth without a value, even of one row', () => {
    for (let seed = 1; seed < 40; seed++) {
      for (const { id, value } of scenario.simulate({ n: 1, seed }).truth.realised) expect(Number.isFinite(value), id).toBe(true);
    }
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d rows', (n) => {
    expect(() => scenario.simulate({ n })).toThrow(`n is ${n}; it must be an integer of at least 1`);
  });

  it.each(Object.keys(scenario.parameters))('refuses a %s that is no number, or beyond all measure', (name) => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '1', undefined]) {
      const changed = { [name]: value } as object;
      expect(() => scenario.simulate({ n: 2, ...changed })).toThrow(`${name} is ${value}; it must be a finite number`);
      expect(() => scenario.truth(changed)).toThrow(`${name} is ${value}`);
    }
    expect(() => scenario.truth({ [name]: -1e9 } as object)).toThrow(`${name} is -1000000000; it must be a`);
  });

  it.each(['constructor', '__proto__', 'nothing'])('refuses a parameter %s', (name) => {
    const changed = Object.fromEntries([[name, 1]]);
    expect(() => scenario.truth(changed)).toThrow(`The parameter "${name}" is unknown; it must be one of "${Object.keys(scenario.parameters)[0]}"`);
  });
});

describe.each(scenarios)('the study of $id', (scenario) => {
  const { study } = parseStudy(scenario.study('data.csv', 1234), 'study.yaml');
  const { columns } = scenario.simulate({ n: 50 });

  it('names columns that are there', () => {
    const { assignment, usage } = study.design as Partial<RandomizedKeys>;
    const named = [study.unit, assignment, usage, ...study.covariates, ...study.mediators, ...Object.keys(study.outcomes)];
    for (const name of named.filter((n) => n !== undefined)) expect(Object.keys(columns)).toContain(name);
  });

  if (study.design.kind === 'randomized')
    it('names every arm', () => {
      const { assignment, control, shares } = study.design as RandomizedKeys;
      const arms = new Set(Array.from(columns[assignment] as ArrayLike<string | number>, String));
      expect(new Set([control, ...Object.keys(study.treatments)])).toEqual(arms);
      expect(new Set(Object.keys(shares!))).toEqual(arms);
    });

  // A log is there, and has no size that was planned.
  if (study.design.kind === 'randomized')
    it('plans the units of the scenario', () => {
      const unitsIn = (rows: number): number => Math.round(rows / (scenario.rowsPerUnit ?? 1));
      expect(study.analysis.plannedUnits).toBe(unitsIn(1234));
      expect(parseStudy(scenario.study('data.csv')).study.analysis.plannedUnits).toBe(unitsIn(scenario.defaults.n));
    });

  it('values outcomes as the scenario does', () => {
    const worth = Object.entries(study.outcomes).flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]));
    expect(Object.fromEntries(worth)).toEqual(scenario.values);
  });

  it('reads a file of any name', () => {
    expect(parseStudy(scenario.study('a "b" \\ c.csv')).study.data).toEqual({ file: 'a "b" \\ c.csv' });
  });
});
