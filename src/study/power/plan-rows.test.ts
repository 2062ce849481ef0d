import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { stream } from '../../math/random/stream.ts';
import { analyze } from '../analyze.ts';
import { parseStudy } from '../read/parse-study.ts';
import type { PowerPlanOptions } from './asked.ts';
import { planPower } from './plan-power.ts';

const n = 1000;
const random = stream(140);
const x = Float64Array.from({ length: n }, () => random.normal());
const large = Float64Array.from({ length: n }, () => random.bernoulli(0.2));
const columns = {
  id: Float64Array.from(x, (_, i) => i),
  user: Array.from(x, (_, i) => `u${i % 100}`),
  x,
  action: Array.from(large, (one) => (one === 1 ? 'large' : 'small')),
  p_small: Float64Array.from(x, () => 0.8),
  p_large: Float64Array.from(x, () => 0.2),
  taken: Float64Array.from(large, (one) => (one === 1 ? 0.2 : 0.8)),
  reward: x.map((one, i) => one + 0.5 * large[i] + random.normal()),
  flagged: Float64Array.from(x, () => random.bernoulli(0.3)),
};
const written = `estimand: 1
study: routed
question: Would more of the large model pay?
data: {file: log.csv}
unit: id
design:
  kind: routing
  action: action
  probabilities: {small: p_small, large: p_large}
  policies:
    all-large: [{otherwise: large}]
covariates: [x]
outcomes:
  reward: {role: primary, better: higher, worthwhile: 0.2}
  flagged: {role: guardrail, better: lower, tolerance: 0.05}
decide: {launch: [primary-positive, guardrails-hold]}
`;
const changed = (from: string, to: string, text = written): string => {
  if (!text.includes(from)) throw new Error(`the study has no ${from}`);
  return text.replace(from, to);
};
const without = (...names: readonly string[]) => fromColumns(Object.fromEntries(Object.entries(columns).filter(([name]) => !names.includes(name))));
const planned = (options: PowerPlanOptions = {}, text = written) => planPower(parseStudy(text, 'study.yaml'), { data: fromColumns(columns), ...options });

describe('a plan from the log of a router', () => {
  it('tells of a gain what the log itself tells, by the root of the requests', async () => {
    const { rows, study, data } = await planned({ units: n });
    const { estimates } = await analyze(parseStudy(written, 'study.yaml'), { data: fromColumns(columns) });
    const { standardError } = estimates.find(({ id }) => id === 'policy-gain:reward:all-large')!;
    const [{ baseline, asks, atPlanned, candidate }, guardrail] = rows;
    expect(baseline!.sd).toBeCloseTo(standardError! * Math.sqrt(n), 10);
    const reach = normalQuantile(0.975) + normalQuantile(0.8);
    expect(asks!.needed.units / ((reach * baseline!.sd) / 0.2) ** 2).toBeCloseTo(1, 2);
    expect(atPlanned!.smallest / (reach * standardError!)).toBeCloseTo(1, 2);
    // By the design a row is worth the mean of 1 / p of the large model, 5: a fifth of one.
    expect(candidate).toEqual({ id: 'all-large', effective: expect.closeTo(0.2, 10) });
    expect(guardrail).toMatchObject({ outcome: 'flagged', unit: { kind: 'share' }, asks: { kind: 'non-inferiority', size: 0.05, needed: { perArm: {} } } });
    expect([study.control, study.treatments, data.rows]).toEqual(['logging policy', ['all-large'], 'all rows']);
  });

  it('says the chance of each verdict: of one condition its power, of several between limits', async () => {
    const one = await planned({ units: 3000 }, changed('[primary-positive, guardrails-hold]', '[primary-positive]'));
    const [{ asks }, guardrail] = one.rows;
    expect(one.chances![0].launch.low).toBe(one.chances![0].launch.high);
    // The other side of a two-sided test of so large a gain has no chance.
    expect(one.chances![0].launch.low).toBeCloseTo(asks!.powerAtPlanned!, 6);
    const { chances } = await planned({ units: 3000 });
    const [p, q] = [asks!.powerAtPlanned!, guardrail.asks!.powerAtPlanned!];
    expect(chances![0]).toMatchObject({ candidate: 'all-large', effective: expect.closeTo(600, 6) });
    expect(chances![0].launch.low).toBeCloseTo(Math.max(0, p + q - 1), 6);
    expect(chances![0].launch.high).toBeCloseTo(Math.min(p, q), 6);
    expect(chances![0].stop).toBeLessThan(0.02);
    expect((await planned()).chances).toBeUndefined();
  });

  it('a gain that is just worthwhile is hardly ever shown to be worthwhile', async () => {
    const text = changed('[primary-positive, guardrails-hold]', '[primary-worthwhile]');
    const { low, high } = (await planned({ units: 9000 }, text)).chances![0].launch;
    expect([low, high].every((p) => Math.abs(p - 0.025) < 1e-6)).toBe(true);
    expect((await planned({ units: 9000, effect: 0.5 }, text)).chances![0].launch.low).toBeGreaterThan(0.9);
  });

  it('holds what has too few effective requests, and asks for enough of them', async () => {
    const far = changed('worthwhile: 0.2', 'worthwhile: 5');
    const { chances, findings, rows } = await planned({ units: 400, unitsPerDay: 100 }, far);
    expect(chances![0].launch).toEqual({ low: 0, high: 0 });
    expect(findings.filter(({ verdict }) => verdict === 'fail')).toMatchObject([
      { check: 'effective-sample', statistic: expect.closeTo(80, 8), threshold: 100 },
    ]);
    expect(findings[0].mend).toBe('Plan 500 units, or let more of what all-large takes be drawn.');
    expect(rows[0].asks!.needed).toMatchObject({ units: 500, days: 5 });
  });

  it('holds several policies together, which takes more requests', async () => {
    const two = changed(
      '    all-large: [{otherwise: large}]\n',
      '    all-large: [{otherwise: large}]\n    by-x: [{when: x > 0, action: large}, {otherwise: small}]\n',
    );
    const [alone, both] = [await planned(), await planned({}, two)];
    expect(both.assumptions.together).toBe(2);
    expect(both.rows.map(({ candidate, outcome }) => `${candidate!.id} ${outcome}`)).toEqual([
      'all-large reward',
      'all-large flagged',
      'by-x reward',
      'by-x flagged',
    ]);
    expect(both.rows[0].asks!.needed.units).toBeGreaterThan(1.1 * alone.rows[0].asks!.needed.units);
  });

  it('plans an outcome that the log has not from what is declared of it, and refuses one of which nothing is', async () => {
    const text = changed('decide:', 'planning: {baselines: {reward: {mean: 0, sd: 1.4}}, variationExplained: 0.5}\ndecide:');
    const { rows } = await planned({ data: without('reward') }, text);
    // 1.4^2 x .5 x (5 - 1), which is near to what the log shows.
    expect(rows[0].baseline).toMatchObject({ source: 'planning', sd: expect.closeTo(1.4 * Math.sqrt(0.5 * 4), 8) });
    const seen = (await planned()).rows[0].baseline!.sd;
    expect(rows[0].baseline!.sd / seen).toBeGreaterThan(0.85);
    expect(rows[0].baseline!.sd / seen).toBeLessThan(1.15);
    const refused = (await planned({ data: without('reward') })).rows;
    expect(refused.map(({ refused: why }) => why?.says)).toEqual(['The rows have no reward, and the study does not say what it is like.', undefined]);
  });

  it('counts requests in clusters by what clusters tell', async () => {
    const { rows } = await planned({}, changed('  action: action\n', '  action: action\n  cluster: user\n'));
    expect(rows[0].baseline!.clusters).toEqual({ size: 10, icc: 0 });
    expect(rows[0].asks!.needed.clusters).toBe(Math.ceil(rows[0].asks!.needed.units / 10));
  });

  it('of estimated chances no launch is sure: robust-to is not planned', async () => {
    const text = changed('  probabilities: {small: p_small, large: p_large}', '  propensities: estimated');
    const { chances, findings } = await planned({ units: 5000 }, text);
    expect(chances![0].launch.low).toBe(0);
    expect(findings.map(({ check }) => check)).toContain('estimated-propensities');
  });

  it('a tuned estimator is planned by the one whose interval its own holds', async () => {
    const tuned = changed(
      '    all-large:',
      '    all-large:',
      changed('  action: action\n', '  action: action\n  estimator: switch\n  tuning: {threshold: tuned}\n'),
    );
    expect((await planned({}, tuned)).rows[0].baseline!.sd).toBe((await planned()).rows[0].baseline!.sd);
  });

  it('says which actions no number of requests tells about', async () => {
    const data = fromColumns({ ...columns, p_huge: Float64Array.from(x, () => 0) });
    const text = changed(
      '{small: p_small, large: p_large}',
      '{small: p_small, large: p_large, huge: p_huge}',
      changed('[{otherwise: large}]', '[{when: x > 1, action: huge}, {otherwise: large}]'),
    );
    const { chances, findings, rows } = await planned({ data, units: 5000 }, text);
    expect(chances![0].launch).toEqual({ low: 0, high: 0 });
    expect(findings.find(({ check }) => check === 'policy-support')?.says).toMatch(
      /^On 1\d\.\d % of requests all-large takes an action whose chance is zero there/,
    );
    expect(rows.every(({ refused }) => refused !== undefined)).toBe(true);
  });

  it('without rows knows nothing, and does not simulate', async () => {
    const { rows, data } = await planPower(parseStudy(written, 'study.yaml'));
    expect([data.found, rows.map(({ refused }) => refused?.says)]).toEqual([
      false,
      ['reward', 'flagged'].map(() => 'Nothing is known of how far all-large lies from what was routed: log.csv was not opened.'),
    ]);
    await expect(planned({ simulate: 10 })).rejects.toThrow('Simulation of a routing log');
  });
});
