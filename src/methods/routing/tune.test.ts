import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { column, greater, number, times, when } from '../../expressions/build.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { policyGain } from './policy-gain.ts';
import { type PolicyValueOptions, policyValue } from './policy-value.ts';
import type { TunedCut } from './tune.ts';
import { candidateCuts } from './tuned-cuts.ts';

const n = 400;
const random = stream(14);
const x = Float64Array.from({ length: n }, () => random.normal());
const chance = x.map((one) => 0.05 + 0.9 / (1 + Math.exp(-1.5 * one)));
const b = x.map((_, i) => random.bernoulli(chance[i]));
const log = {
  x,
  user: Array.from(x, (_, i) => `u${i % 50}`),
  action: Array.from(b, (one) => (one === 1 ? 'b' : 'a')),
  p: b.map((one, i) => (one === 1 ? chance[i] : 1 - chance[i])),
  y: b.map((one, i) => (one === 1 ? 1 + x[i] ** 2 : x[i]) + random.normal()),
  h: b.map((one, i) => random.bernoulli(1 / (1 + Math.exp(one === 1 ? x[i] ** 2 - 1 : -x[i])))),
};
const rows = fromColumns(log);
const asked = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'taken', chance: column('p') },
  covariates: ['x'],
  policies: [
    { name: 'against', says: 'b where x is low', chances: { a: when(greater(column('x'), 0), 1, 0), b: when(greater(column('x'), 0), 0, 1) } },
    { name: 'all b', says: 'all b', chances: { b: number(1) } },
  ],
} as const;
const both = { threshold: 'tuned', shrinkage: 'tuned' } as const;
const tunedOf = (e: Estimate) => (e.details as { readonly tuned: TunedCut }).tuned;
const values = (options: Partial<PolicyValueOptions>) => {
  const { estimates } = runSync(rows, policyValue({ ...asked, estimators: ['dr', 'switch', 'shrinkage'], ...options }));
  return new Map(estimates.map((e) => [e.id.replace(/^policy-value:[a-z]+:/, ''), e]));
};

describe('candidates', () => {
  it('go from one that leaves weights as they are to the lower quantile, whose ends are the weights themselves', () => {
    const cuts = candidateCuts('switch', [0.3, 7.7, 21]);
    expect([cuts.length, cuts[0], cuts[1], cuts.at(-1)]).toEqual([31, 21, 7.7, 0.3]);
    expect(cuts.slice(1).every((cut, i) => cut < cuts[i])).toBe(true);
    expect(cuts[2] / cuts[1]).toBeCloseTo(cuts[20] / cuts[19], 12);
    expect([...candidateCuts('shrinkage', [2, 10, 10])].filter((_, i) => i < 2 || i === 30)).toEqual([1e6, 1e4, 0.04]);
  });

  it('are one where all weights are alike', () => expect(candidateCuts('switch', [2, 2, 2])).toEqual([2]));
});

describe.each(['switch', 'shrinkage'] as const)('a tuned cut of %s', (estimator) => {
  const option = estimator === 'switch' ? 'threshold' : 'shrinkage';
  const estimators = ['dr', estimator] as const;
  const found = values({ ...both, estimators });

  it('has the least squared error of all: the value is that of the cut itself, with the interval of the doubly robust one in its own', () => {
    for (const { name } of asked.policies) {
      const [one, dr] = [found.get(`${name}:${estimator}`)!, found.get(`${name}:dr`)!];
      const { cut, bias } = tunedOf(one);
      const alone = values({ [option]: cut, estimators }).get(`${name}:${estimator}`)!;
      expect(one.value).toBeCloseTo(alone.value, 12);
      expect(bias).toBeCloseTo(one.value - dr.value, 12);
      const error = (e: Estimate): number => e.standardError! ** 2 + (e.value - dr.value) ** 2;
      for (const factor of [0.3, 3])
        expect(error(values({ [option]: factor * cut, estimators: [estimator] }).get(`${name}:${estimator}`)!)).toBeGreaterThan(0.95 * error(alone));
      for (const e of [alone, dr]) {
        expect(one.interval.pieces[0].low!).toBeLessThanOrEqual(e.interval.pieces[0].low! + 1e-12);
        expect(one.interval.pieces[0].high!).toBeGreaterThanOrEqual(e.interval.pieces[0].high! - 1e-12);
        expect(one.bounds!.low).toBeLessThanOrEqual(e.bounds!.low + 1e-12);
        expect(one.bounds!.high).toBeGreaterThanOrEqual(e.bounds!.high - 1e-12);
      }
      expect(one.standardError).toBeUndefined();
      expect(one.estimand.says).toContain('as tuned to the data. Its interval also holds that of the doubly robust value');
    }
  });

  it('decides nothing that the doubly robust value would not: of gains, contrasts and relative gains', () => {
    const [own, dr] = [estimator, 'dr' as const].map((by) => runSync(rows, policyGain({ ...asked, ...both, estimator: by })).estimates);
    expect(own.map(({ id }) => id)).toEqual(dr.map(({ id }) => id));
    for (const [i, e] of own.entries()) {
      expect(e.test!.pValue).toBeGreaterThanOrEqual(dr[i].test!.pValue - 1e-12);
      const [{ low, high }] = e.interval.pieces;
      expect(e.test!.pValue < 0.05).toBe(low! > 0 || high! < 0);
      const [a, b] = [e, dr[i]].map(({ relative }) => relative?.interval?.pieces[0]);
      if (!a || !b) continue;
      expect([(a.low ?? -Infinity) <= (b.low ?? -Infinity), (a.high ?? Infinity) >= (b.high ?? Infinity)]).toEqual([true, true]);
    }
  });

  it('scales with the weights, not with the outcome', () => {
    const scaled = values({ ...both, estimators, outcomes: [{ name: 'y', measure: times(-40, column('y')) }] });
    for (const { name } of asked.policies) {
      const [a, b] = [found, scaled].map((one) => one.get(`${name}:${estimator}`)!);
      expect(tunedOf(b).cut).toBe(tunedOf(a).cut);
      expect(b.value).toBeCloseTo(-40 * a.value, 8);
    }
  });

  it.each([
    ['clusters left out whole', { cluster: 'user' }],
    ['logistic reward models', { outcomes: [{ name: 'h', measure: when(greater(column('h'), 0.5), 1, 0) }], rewardModel: 'logistic' }],
  ] as const)('is found where there are %s', (_, options) => {
    const own = values({ ...both, ...options, estimators });
    const { cut, bias, candidates } = tunedOf(own.get(`all b:${estimator}`)!);
    expect([cut > 0, candidates]).toEqual([true, 31]);
    const alone = values({ ...options, [option]: cut, estimators: [estimator] }).get(`all b:${estimator}`)!;
    expect(alone.value).toBeCloseTo(own.get('all b:dr')!.value + bias, 12);
  });
});

it('what is tuned is said, also where the gains are by another estimator', () => {
  const { findings } = runSync(rows, policyValue({ ...asked, ...both, estimators: ['switch'], beside: 'policy-gain' }));
  expect(findings.map(({ check, verdict, about }) => [check, verdict, about.arm])).toEqual([
    ['policy-tuning', 'pass', 'against'],
    ['policy-tuning', 'pass', 'all b'],
  ]);
  expect(findings[0].says).toMatch(/the estimator switch is tuned to a threshold of [\d.]+: of 31 candidates it has the least variance with squared bias/);
});

it('a bias that may be large keeps more of the weights: within bounds its upper bound counts, which no data make smaller', () => {
  const h = { name: 'h', measure: when(greater(column('h'), 0.5), 1, 0) };
  const [free, bounded] = [
    { ...both, outcomes: [h] },
    { ...both, outcomes: [{ ...h, bounds: [0, 1] as const }] },
  ].map((o) => tunedOf(values({ ...o, estimators: ['shrinkage'] }).get('against:shrinkage')!));
  expect(Math.abs(bounded.bias)).toBeLessThanOrEqual(Math.abs(free.bias));
});

it('draws of a bootstrap would take a tuned cut as given, and are refused', () => {
  expect(() => values({ threshold: 'tuned', interval: 'bootstrap' })).toThrow('where a threshold or shrinkage is tuned');
});

it('a policy that no row matches has no cut and no value', () => {
  const chances = { c: number(1) };
  const { estimates, findings } = runSync(
    rows,
    policyValue({ ...asked, ...both, actions: ['a', 'b', 'c'], policies: [{ name: 'all c', says: 'all c', chances }] }),
  );
  expect(estimates).toEqual([]);
  expect(findings.filter(({ verdict }) => verdict === 'refuse').map(({ check }) => check)).toContain('unsupported-action');
});
