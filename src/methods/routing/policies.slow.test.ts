import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, greater, indicator, less, number, when } from '../../expressions/build.ts';
import { runSync } from '../../relation/run.ts';
import { loggedRouting } from '../../scenarios/logged-routing/logged-routing.ts';
import { policyGain } from './policy-gain.ts';
import { policySupport } from './policy-support.ts';
import { policyValue } from './policy-value.ts';
import { searchPolicies, thresholdPolicies } from './search.ts';

const simulated = loggedRouting.simulate({ n: 6000, seed: 4 }).columns;
const rows = fromColumns({ ...simulated, half: Float64Array.from({ length: 6000 }, (_, i) => i % 2) });
const actions = ['small_model', 'large_model', 'human'];
const log = {
  outcomes: [{ name: 'reward' }],
  action: 'action',
  actions,
  propensities: { kind: 'taken', chance: column('p_logged_action') },
  covariates: ['difficulty', 'risk'],
  policies: [{ name: 'mostly large', says: 'mostly large', chances: { large_model: number(0.8), small_model: number(0.2) } }],
} as const;

it('takes an action that is called as every object has something', () => {
  const named = (name: string) => (name === 'human' ? 'constructor' : name);
  const renamed = fromColumns({ ...simulated, action: Array.from(simulated.action as readonly string[], named) });
  const policies = [{ name: 'all', says: 'all', chances: { constructor: number(0.2), large_model: number(0.8) } }];
  const plain = { ...log, policies: [{ name: 'all', says: 'all', chances: { human: number(0.2), large_model: number(0.8) } }] };
  const numbers = ({ estimates }: ReturnType<typeof valued>) => estimates.map(({ value, standardError }) => ({ value, standardError }));
  const valued = (on: typeof rows, asked: Parameters<typeof policyValue>[0]) => runSync(on, policyValue(asked));
  expect(numbers(valued(renamed, { ...log, actions: actions.map(named), policies }))).toEqual(numbers(valued(rows, plain)));
  expect(runSync(renamed, policySupport({ ...log, actions: actions.map(named), policies })).findings.length).toBeGreaterThan(0);
});

describe('an action that was never logged', () => {
  const policies = [...log.policies, { name: 'robots', says: 'robots', chances: { robot: number(0.1), large_model: number(0.9) } }];
  const asked = { ...log, actions: [...actions, 'robot'], policies };

  it('leaves the policy that takes it without a number, and not the others', () => {
    const { estimates, findings } = runSync(rows, policyGain(asked));
    expect(estimates.map(({ id }) => id)).toEqual(['policy-gain:reward:mostly large']);
    expect(findings).toMatchObject([{ check: 'unsupported-action', verdict: 'refuse', identification: true, statistic: 0.1, about: { arm: 'robots' } }]);
    expect(findings[0].says).toContain('robots takes robot on 10.0 % of requests');
  });

  it('fails the support of that policy, and is planned for', () => {
    const { findings, exhibits } = runSync(rows, policySupport(asked));
    expect(findings.find((f) => f.check === 'policy-support')).toMatchObject({ verdict: 'fail', identification: true, statistic: 0.1 });
    const plan = exhibits.find(({ id }) => id === 'exploration-plan')!;
    expect(plan.columns.action[0]).toBe('robot');
    // Half-width s / 10: q (10 z)^2 / c requests.
    expect(plan.columns.requests[0]).toBe(Math.ceil((0.1 * (10 * 1.959963984540054) ** 2) / 0.01));
  });

  it('is no matter where the policy gives it no request', () => {
    const none = [{ name: 'no robots', says: 'none', chances: { robot: number(0), large_model: number(1) } }];
    expect(runSync(rows, policyGain({ ...asked, policies: none })).estimates).toHaveLength(1);
  });
});

describe('intervals', () => {
  const pieceOf = (o: object) => runSync(rows, policyGain({ ...log, ...o })).estimates[0].interval;

  it('by the bootstrap lie near those by influence, the same whatever the seed of other things', () => {
    const [plain, drawn, again, other] = [{}, { interval: 'bootstrap' }, { interval: 'bootstrap' }, { interval: 'bootstrap', seed: 2 }].map(pieceOf);
    expect(drawn).toEqual(again);
    expect(drawn).not.toEqual(other);
    expect(drawn.reference).toEqual({ kind: 'bootstrap', draws: 999 });
    const width = plain.pieces[0].high! - plain.pieces[0].low!;
    expect(Math.abs(drawn.pieces[0].low! - plain.pieces[0].low!)).toBeLessThan(0.15 * width);
    expect(Math.abs(drawn.pieces[0].high! - plain.pieces[0].high!)).toBeLessThan(0.15 * width);
  });

  it('by the bootstrap of the direct method count its coefficients', () => {
    const value = (o: object) => runSync(rows, policyValue({ ...log, estimator: 'dm', estimators: ['dm'], ...o })).estimates[0];
    const [plain, drawn] = [value({}), value({ interval: 'bootstrap' })];
    const half = (drawn.interval.pieces[0].high! - drawn.interval.pieces[0].low!) / 2;
    expect(half / (1.96 * plain.standardError!)).toBeGreaterThan(0.9);
    expect(half / (1.96 * plain.standardError!)).toBeLessThan(1.1);
  });

  it('by empirical Bernstein need declared bounds and an estimator with terms that have some', () => {
    const high = { name: 'high', measure: indicator(greater(column('reward'), 8)), bounds: [0, 1] as const };
    const asked = { ...log, estimator: 'clipped', interval: 'empirical-bernstein' } as const;
    const [e] = runSync(rows, policyGain({ ...asked, outcomes: [high] })).estimates;
    const d = 0.025;
    // Terms from -1 to 9 at a clip of 10.
    const reach = e.standardError! * Math.sqrt(2 * Math.log(2 / d)) + (7 * 10 * Math.log(2 / d)) / (3 * 5999);
    expect(e.interval.pieces[0].high! - e.value).toBeCloseTo(reach, 12);
    expect(runSync(rows, policyGain(asked))).toMatchObject({
      estimates: [],
      findings: [{ check: 'empirical-bernstein', verdict: 'refuse', about: { column: 'reward' } }],
    });
    expect(runSync(rows, policyGain({ ...asked, outcomes: [high], estimator: 'dr' }))).toMatchObject({
      estimates: [],
      findings: [{ check: 'empirical-bernstein' }],
    });
  });
});

it('refuses to leave a row out that its model cannot do without', () => {
  const one = fromColumns({
    ...simulated,
    rare: Float64Array.from({ length: 6000 }, (_, i) => (i === 0 ? 1 : 0) + (i > 0 && simulated.action[i] !== simulated.action[0] ? i % 2 : 0)),
  });
  const asked = { ...log, covariates: ['rare'] };
  expect(runSync(one, policyGain(asked))).toMatchObject({ estimates: [], findings: [{ check: 'reward-model', verdict: 'refuse', statistic: 1 }] });
  expect(runSync(one, policyGain({ ...asked, crossFit: 'none' })).estimates).toHaveLength(1);
});

it('gives a policy whose outcome is certain no error, and no negative variance', () => {
  const priced = (human: number) => ({ name: `cost ${human}`, measure: when({ op: 'is', of: column('action'), level: 'human' }, human, 0.01) });
  const outcomes = [1.2, 1.7, 2.3, 3.1, 4.7].map(priced);
  const policies = [{ name: 'human', says: 'human', chances: { human: number(1) } }];
  const { estimates } = runSync(rows, policyValue({ ...log, outcomes, policies }));
  for (const { id, standardError, bounds } of estimates.filter((e) => e.id.endsWith(':snips'))) {
    expect(standardError, id).toBeLessThan(1e-6);
    expect(bounds!.high, id).not.toBeNaN();
  }
});

describe('a search over thresholds', () => {
  const policies = thresholdPolicies({ column: 'risk', thresholds: [-1, 0, 1, 2], above: 'human', below: 'large_model' });
  const cost = { name: 'human', measure: when({ op: 'is', of: column('action'), level: 'human' }, 1, 0) };
  const asked = { ...log, outcomes: [{ name: 'reward' }, cost], policies, learning: greater(column('half'), 0.5), objective: 'reward' };

  it('chooses on one half and values on the other, all in two rounds', () => {
    const before = rows.rounds;
    const { chosen, estimates, findings } = runSync(rows, searchPolicies(asked));
    expect(rows.rounds - before).toBe(2);
    expect(chosen!.name).toBe('human where risk > 2');
    expect(estimates.map(({ id }) => id)).toEqual(['policy-gain:reward:human where risk > 2', 'policy-gain:human:human where risk > 2']);
    const held = runSync(rows.where(less(column('half'), 0.5)), policyGain({ ...asked, policies: [chosen!] }));
    expect(estimates[0].value).toBeCloseTo(held.estimates[0].value, 10);
    expect(findings.at(-1)).toMatchObject({ check: 'policy-search', verdict: 'pass', statistic: 4 });
  });

  it('says so when the condition does not split the log', () => {
    expect(() => runSync(rows, searchPolicies({ ...asked, learning: greater(column('half'), 7) }))).toThrow('holds of no row of 6,000');
    expect(() => runSync(rows, searchPolicies({ ...asked, learning: less(column('half'), 7) }))).toThrow('holds of every row of 6,000');
  });

  it('keeps constraints by their bounds, or chooses nothing', () => {
    const fewer = runSync(rows, searchPolicies({ ...asked, constraints: [{ outcome: 'human', atLeast: 0.2 }] }));
    expect(fewer.chosen!.name).toBe('human where risk > 0');
    const none = runSync(rows, searchPolicies({ ...asked, constraints: [{ outcome: 'human', atMost: -0.9 }] }));
    expect(none).toMatchObject({ estimates: [], findings: [{ check: 'policy-search', verdict: 'refuse', statistic: 4 }] });
    expect(none.chosen).toBeUndefined();
    expect(() => runSync(rows, searchPolicies({ ...asked, objective: 'latency' }))).toThrow('latency');
  });
});
