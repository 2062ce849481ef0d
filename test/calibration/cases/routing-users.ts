import { column, greater, when } from '../../../src/expressions/build.ts';
import { policyGain } from '../../../src/methods/routing/policy-gain.ts';
import { policyValue } from '../../../src/methods/routing/policy-value.ts';
import { below, interval, nominal, type Scenario } from '../case.ts';
import { usersRequests } from '../draws-users.ts';

const isAbove = greater(column('x'), 0);
const log = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'taken', chance: column('p') },
  covariates: ['x'],
  policies: [{ name: 'a above 0', says: 'a where x > 0, else b', chances: { a: when(isAbove, 1, 0), b: when(isAbove, 0, 1) } }],
} as const;
const valued = (estimator: 'dr' | 'dm' | 'snips', cluster?: string) => () =>
  policyValue({ ...log, estimator, estimators: [estimator], ...(cluster !== undefined && { cluster }) });

/** Requests of one user are alike. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'requests of 80 users, six of each',
    heavy: true,
    least: 400,
    draws: usersRequests({ users: 80, each: 6 }),
    asked: [
      ...(['dr', 'dm', 'snips'] as const).map((estimator) => ({
        ask: valued(estimator, 'user'),
        checks: [interval(`policy-value, ${estimator}, by user`, 'a above 0/y', nominal())],
      })),
      { ask: () => policyGain({ ...log, cluster: 'user' }), checks: [interval('policy-gain by user', 'gain/y', nominal())] },
      { ask: valued('dr'), checks: [interval('policy-value, users ignored', 'a above 0/y', below(0.85))] },
    ],
  },
];
