import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normalGrid } from '../../math/normal-grid.ts';
import type { Truth } from '../scenario.ts';
import { resolutionChance, type SupportParameters, usageChance } from './rules.ts';
import { supportRollout } from './support-rollout.ts';

const byId = (truths: readonly Truth[]) => new Map(truths.map((truth) => [truth.id, truth.value]));

describe('observed columns', () => {
  const n = 200_000;
  const { columns, integers, truth } = supportRollout.simulate({ n, seed: 1 });
  const numbers = columns as Readonly<Record<string, Float64Array>>;
  const meanWhere = (outcome: string, where: (row: number) => boolean) => {
    let [rows, sum, squares] = [0, 0, 0];
    numbers[outcome].forEach((y, i) => {
      if (!where(i)) return;
      rows += 1;
      sum += y;
      squares += y * y;
    });
    return { mean: sum / rows, variance: (squares - sum ** 2 / rows) / (rows - 1) / rows };
  };
  const contrast = (outcome: string, split: string) => {
    const [one, zero] = [1, 0].map((value) => meanWhere(outcome, (i) => numbers[split][i] === value));
    return { value: one.mean - zero.mean, standardError: Math.sqrt(one.variance + zero.variance) };
  };
  const population = byId(truth.population);
  const outcomes = ['retrieval_hit', 'resolved', 'handle_minutes', 'unsupported_claim', 'cost_usd'];

  it('come in their order, integers declared', () => {
    expect(Object.keys(columns)).toEqual([
      ...['ticket_id', 'language', 'agent_experience', 'case_complexity', 'pre_period_resolution', 'assigned_ai', 'used_ai'],
      ...outcomes,
    ]);
    const wholes = Object.keys(numbers).filter((name) => numbers[name] instanceof Float64Array && numbers[name].every(Number.isInteger));
    expect(wholes).toEqual(integers);
  });

  it.each(['used_ai', ...outcomes])('show the effect of the assignment on %s', (outcome) => {
    const { value, standardError } = contrast(outcome, 'assigned_ai');
    expect(Math.abs(value - (population.get(`itt/${outcome}`) as number))).toBeLessThan(4 * standardError);
  });

  it.each(outcomes)('show the biased contrast of users and others in %s', (outcome) => {
    const { value, standardError } = contrast(outcome, 'used_ai');
    expect(Math.abs(value - (population.get(`as-treated/${outcome}`) as number))).toBeLessThan(4 * standardError);
  });

  it.each(['agent_experience', 'case_complexity', 'pre_period_resolution'])('have %s standard normal and balanced', (covariate) => {
    const { mean, variance } = meanWhere(covariate, () => true);
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(variance * n - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    const { value, standardError } = contrast(covariate, 'assigned_ai');
    expect(Math.abs(value)).toBeLessThan(4 * standardError);
  });

  it('have a retrieval hit only when the assistant was used', () => {
    expect(numbers.retrieval_hit.every((hit, i) => hit <= numbers.used_ai[i])).toBe(true);
  });

  it('have a positive cost', () => {
    expect(numbers.cost_usd.every((cost) => cost > 0)).toBe(true);
  });

  it.each([
    ['en', 0.55],
    ['de', 0.2],
    ['es', 0.15],
    ['ja', 0.1],
  ])('have the language %s in %d of the tickets', (name, share) => {
    const seen = (columns.language as readonly string[]).filter((language) => language === name).length / n;
    expect(Math.abs(seen - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
  });
});

describe('simulation', () => {
  const rows = (n: number, parameters: Partial<SupportParameters> = {}) => supportRollout.simulate({ n, seed: 9, ...parameters }).columns;

  it('repeats bit for bit', () => expect(rows(500)).toEqual(rows(500)));

  it('draws the same first tickets whatever their number', () => {
    const [few, many] = [rows(100), rows(1000)];
    for (const [name, values] of Object.entries(few)) expect(many[name].slice(0, 100), name).toEqual(values);
  });

  it('draws other tickets under another seed', () => {
    expect(supportRollout.simulate({ n: 100, seed: 10 }).columns.agent_experience).not.toEqual(rows(100).agent_experience);
  });

  it('keeps what the parameters do not touch', () => {
    const [base, changed] = [rows(500), rows(500, { usageEffect: 2, minutesSaved: 0 })];
    for (const name of ['language', 'agent_experience', 'assigned_ai', 'used_ai', 'retrieval_hit', 'unsupported_claim', 'cost_usd']) {
      expect(changed[name], name).toEqual(base[name]);
    }
    expect(changed.resolved).not.toEqual(base.resolved);
  });

  it('never takes use away by assigning it', () => {
    const [nobody, everybody] = [0, 1].map((assignmentShare) => rows(5000, { assignmentShare }).used_ai as Float64Array);
    expect(nobody.every((used, i) => used <= everybody[i])).toBe(true);
  });

  it('uses its defaults', () => {
    const { columns } = supportRollout.simulate();
    expect(columns.ticket_id.length).toBe(supportRollout.defaults.n);
    expect(columns).toEqual(supportRollout.simulate({ ...supportRollout.defaults, ...supportRollout.parameters }).columns);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %d tickets', (n) => {
    expect(() => supportRollout.simulate({ n })).toThrow('it must be an integer of at least 1');
  });

  it('refuses parameters without meaning', () => {
    expect(() => supportRollout.simulate({ assignmentShare: 1.2 })).toThrow('assignmentShare is 1.2; it must be a share from 0 to 1');
    expect(() => supportRollout.truth({ compliance: Number.NaN })).toThrow('compliance is NaN; it must be a finite number');
  });
});

it('still draws the tickets that goldens/randomized was made from', () => {
  const [header, ...lines] = readFileSync(new URL('../../../goldens/randomized/support-2000.csv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  const { columns } = supportRollout.simulate({ n: lines.length, seed: 20260901 });
  expect(header.split(',')).toEqual(Object.keys(columns));
  header.split(',').forEach((name, at) => {
    const written = lines.map((line) => line.split(',')[at]);
    expect(written).toEqual(written.map((text, row) => (text === '' ? '' : String(columns[name][row]))));
  });
});

describe('truth', () => {
  const population = supportRollout.truth();
  const value = byId(population);

  it('survives JSON and says every estimand in one sentence', () => {
    const { truth } = supportRollout.simulate({ n: 50 });
    expect(JSON.parse(JSON.stringify(truth))).toEqual({ population, realised: truth.realised });
    expect(new Set(population.map(({ estimand }) => estimand)).size).toBe(population.length);
    for (const { estimand } of population) expect(estimand).toMatch(/^The .*\.$/);
  });

  it.each([0, 2, 5])('is exact to 1e-9 with a usage effect that grows by %d with complexity', (usageEffectSlope) => {
    const parameters = { ...supportRollout.parameters, usageEffectSlope };
    const [smooth, fine] = [normalGrid(0.4), normalGrid(0.05)];
    let effect = 0;
    smooth.points.forEach((experience, i) => {
      fine.points.forEach((complexity, j) => {
        smooth.points.forEach((prePeriod, k) => {
          const ticket = { experience, complexity, prePeriod };
          const compliers = usageChance(ticket, 1, parameters) - usageChance(ticket, 0, parameters);
          const ofUse = resolutionChance(ticket, 1, parameters) - resolutionChance(ticket, 0, parameters);
          effect += smooth.weights[i] * fine.weights[j] * smooth.weights[k] * compliers * ofUse;
        });
      });
    });
    expect(Math.abs((byId(supportRollout.truth(parameters)).get('itt/resolved') as number) - effect)).toBeLessThan(1e-9);
  });

  it('has no effect without an effect of use', () => {
    const none = byId(supportRollout.truth({ usageEffect: 0, minutesSaved: 0 }));
    for (const id of ['itt/resolved', 'complier/resolved', 'itt/handle_minutes']) expect(none.get(id), id).toBeCloseTo(0, 12);
    expect(none.get('as-treated/resolved')).toBeGreaterThan(0.1);
  });

  it('has a complier effect equal to the effect of use when the effect is the same for all', () => {
    expect(value.get('complier/handle_minutes')).toBeCloseTo(-supportRollout.parameters.minutesSaved, 12);
  });

  it('adds up the net value from the outcomes', () => {
    for (const contrast of ['itt', 'complier', 'use', 'as-treated']) {
      const sum = Object.entries(supportRollout.values).reduce((total, [outcome, worth]) => total + worth * (value.get(`${contrast}/${outcome}`) as number), 0);
      expect(value.get(`${contrast}/net_value`)).toBeCloseTo(sum, 12);
    }
    expect(value.get('itt/net_value')).toBeGreaterThan(1);
  });
});
