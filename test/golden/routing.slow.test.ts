import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/estimate/answer.ts';
import { column, greater, indicator, isKnown } from '../../src/expressions/build.ts';
import { policyGain } from '../../src/methods/routing/policy-gain.ts';
import { policyValue } from '../../src/methods/routing/policy-value.ts';
import { multinomialRegression } from '../../src/models/multinomial/multinomial.ts';
import { all } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { fileInMemory } from '../support/parquet.ts';
import { fromColumnOf, routingActions, routingLog, toEach } from '../support/routing.ts';

const folder = new URL('../../goldens/routing/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('routing.json', folder), 'utf8'));
const tolerance = golden.tolerance.closed as number;
const { notebook } = golden;
const policies = [
  fromColumnOf('new policy', 'new_policy_action'),
  toEach('always small', { small_model: 1 }),
  toEach('always human', { human: 1 }),
  { name: 'soft', says: 'soft', chances: Object.fromEntries(routingActions.map((action) => [action, column(`soft_${action}`)])) },
];
const log = { ...routingLog, outcomes: [{ name: 'reward' }], covariates: ['difficulty', 'risk', 'log_value'], policies };
const crossFits = ['none', 'out-of-fold'] as const;
const estimators = ['dm', 'ips', 'clipped', 'snips', 'dr', 'sndr', 'switch', 'shrinkage'] as const;

let rows: SyncRelation;
beforeAll(async () => {
  rows = await fileInMemory(new URL('logged.parquet', folder));
});

/** A number of the reference: value, standard error, gain over what was logged and its standard error. */
interface Stated {
  readonly value: number;
  readonly standardError: number;
  readonly gain: number;
  readonly gainError: number;
}
const estimateIn = ({ estimates }: Answer, id: string) => {
  const found = estimates.find((e) => e.id === id);
  expect(found, id).toBeDefined();
  return found!;
};

describe.each(crossFits)('values of policies, crossFit %s', (crossFit) => {
  const known = (policy: string): Readonly<Record<string, Stated>> => golden.policies[policy][crossFit];

  // Asked together: what rewards and chances are is worked out once for all of them.
  let answer: Answer;
  let gains: ReadonlyMap<string, Answer>;
  beforeAll(() => {
    const [values, ...byEstimator] = runSync(
      rows,
      all([policyValue({ ...log, crossFit }), ...estimators.map((estimator) => policyGain({ ...log, crossFit, estimator }))]),
    );
    answer = values;
    gains = new Map(estimators.map((estimator, i) => [estimator, byEstimator[i]]));
  }, 60_000);

  it.each(policies)('of $name, by every estimator of obp', ({ name }) => {
    for (const [estimator, { value, standardError }] of Object.entries(known(name))) {
      const found = estimateIn(answer, `policy-value:reward:${name}:${estimator}`);
      expectEstimate(found.value, value, standardError, tolerance, estimator);
      expectRelative(found.standardError, standardError, tolerance, `${estimator}, standard error`);
      if (crossFit === 'none') expectEstimate(found.value, golden.policies[name].obp[estimator], standardError, tolerance, `${estimator}, obp`);
    }
  });

  it.each(estimators)('their gain over what was logged, and against each other, by %s', (estimator) => {
    const own = gains.get(estimator)!;
    for (const { name } of policies) {
      const { gain, gainError } = known(name)[estimator];
      const found = estimateIn(own, `policy-gain:reward:${name}`);
      expectEstimate(found.value, gain, gainError, tolerance, name);
      expectRelative(found.standardError, gainError, tolerance, `${name}, standard error`);
      expectRelative(found.relative?.controlMean, golden.logged.value, tolerance, 'logged mean');
    }
    const { value, standardError } = golden.softAgainstNew[crossFit][estimator];
    const between = estimateIn(own, 'policy-gain:reward:soft against new policy');
    expectEstimate(between.value, value, standardError, tolerance, 'contrast of policies');
    expectRelative(between.standardError, standardError, tolerance, 'contrast of policies, standard error');
    expect(between.estimand.contrast).toEqual({ treatment: 'soft', control: 'new policy' });
  });
});

describe('probabilities that were not logged', () => {
  it('are estimated as statsmodels MNLogit does', () => {
    const columns = ['difficulty', 'risk'].map((name) => ({ name, expression: column(name) }));
    const where = isKnown(column('action'));
    const fit = runSync(rows, multinomialRegression({ of: 'action', levels: routingActions, columns, means: new Float64Array(2), where }));
    if (fit.kind !== 'maximum') return expect.fail(fit.kind);
    for (const [b, known] of golden.multinomial.coefficients.entries())
      for (const [j, value] of known.entries()) expectRelative(fit.coefficients[b][j], value, 1e-9, `coefficient ${b} ${j}`);
  });

  const errorsOf = ['ips', 'snips', 'dr', 'sndr'] as const;
  const without = ['clipped', 'switch', 'shrinkage'] as const;
  const asked = { ...log, policies: [policies[0], policies[3]], propensities: { kind: 'estimated' }, crossFit: 'none' } as const;
  let values: Answer;
  let gainsBy: ReadonlyMap<string, Answer>;
  beforeAll(() => {
    const list = [...errorsOf, ...without];
    const [valued, ...gained] = runSync(
      rows,
      all([policyValue({ ...asked, estimators: errorsOf }), ...list.map((estimator) => policyGain({ ...asked, estimator }))]),
    );
    values = valued;
    gainsBy = new Map(list.map((estimator, i) => [estimator, gained[i]]));
  }, 60_000);

  it.each(errorsOf)('carry their error into %s', (estimator) => {
    const gains = gainsBy.get(estimator)!;
    for (const policy of ['new policy', 'soft']) {
      const known: Stated = golden.estimated[policy][estimator];
      const [gain, value] = [estimateIn(gains, `policy-gain:reward:${policy}`), estimateIn(values, `policy-value:reward:${policy}:${estimator}`)];
      expectEstimate(gain.value, known.gain, known.gainError, tolerance, 'gain');
      expectRelative(gain.standardError, known.gainError, tolerance, 'its standard error');
      expectEstimate(value.value, known.value, known.standardError, tolerance, 'value');
      expectRelative(value.standardError, known.standardError, tolerance, 'its standard error');
    }
    expect(gains.findings).toMatchObject([{ check: 'estimated-propensities', verdict: 'warn', statistic: 25_000 }]);
  });

  it.each(without)('leave %s without a number, and say why', (estimator) => {
    const { estimates, findings } = gainsBy.get(estimator)!;
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ verdict: 'warn' }, { check: 'estimated-propensities', verdict: 'refuse' }]);
  });
});

it('logistic reward models agree with obp given the same shares, and their coefficients count', () => {
  const high = { name: 'high', measure: indicator(greater(column('reward'), 8)) };
  const asked = {
    ...log,
    outcomes: [high],
    policies: [policies[0], policies[3]],
    rewardModel: 'logistic',
    crossFit: 'none',
    estimators: ['dm', 'dr'],
  } as const;
  const answer = runSync(rows, policyValue(asked));
  for (const policy of ['new policy', 'soft']) {
    for (const estimator of ['dm', 'dr']) {
      const { value, standardError } = golden.logistic[policy][estimator];
      const found = estimateIn(answer, `policy-value:high:${policy}:${estimator}`);
      expect(found.method.options).toMatchObject({ rewardModel: 'logistic' });
      expectEstimate(found.value, value, standardError, 1e-6, estimator);
      expectRelative(found.standardError, standardError, 1e-6, `${estimator}, standard error`);
    }
  }
});

describe('the seed notebook', () => {
  it.each([
    ['ips', 'ips', 8.8645],
    ['snips', 'snips', 8.8558],
    ['dm', 'dm_full', 8.8466],
    ['dr', 'dr', 8.8494],
  ] as const)('%s, with what the notebook printed', (estimator, key, printed) => {
    const found = estimateIn(
      runSync(rows, policyValue({ ...log, crossFit: 'none', estimator, estimators: [estimator] })),
      `policy-value:reward:new policy:${estimator}`,
    );
    const { estimate, se_ddof1 } = notebook[key];
    expectEstimate(found.value, estimate, se_ddof1, tolerance);
    expectRelative(found.standardError, se_ddof1, tolerance, 'standard error');
    expect(found.value.toFixed(4)).toBe(printed.toFixed(4));
  });

  it.each([
    ['dr', 'dr_minus_logged'],
    ['ips', 'ips_minus_logged'],
    ['snips', 'snips_minus_logged'],
  ] as const)('the paired lift by %s', (estimator, key) => {
    const found = estimateIn(runSync(rows, policyGain({ ...log, crossFit: 'none', estimator })), 'policy-gain:reward:new policy');
    const { estimate, se_ddof1 } = notebook[key];
    expectEstimate(found.value, estimate, se_ddof1, tolerance);
    expectRelative(found.standardError, se_ddof1, tolerance, 'standard error');
  });

  it('counts the coefficients of the direct method: its error is not the naive .0128', () => {
    const found = estimateIn(runSync(rows, policyValue({ ...log, crossFit: 'none', estimators: ['dm'] })), 'policy-value:reward:new policy:dm');
    expect(found.standardError).toBeGreaterThan(0.016);
  });

  it('is .44 off by the direct method where everything goes to the small model, and not by the doubly robust', () => {
    // What the small model would really bring, known from how the rewards were drawn (reference.logged of the seed).
    const answer = runSync(rows, policyValue({ ...log, estimators: ['dm', 'dr'] }));
    const [direct, robust] = ['dm', 'dr'].map((key) => estimateIn(answer, `policy-value:reward:always small:${key}`));
    const truth = golden.truth['always small'];
    expect(Math.abs(direct.value - truth)).toBeGreaterThan(0.4);
    expect(Math.abs(robust.value - truth)).toBeLessThan(2.5 * robust.standardError!);
  });
});
