import { groupMeasurement } from '../../../src/across/measurement/groups/measured-groups.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { column, greater, when } from '../../../src/expressions/build.ts';
import { type PolicyGainOptions, policyGain } from '../../../src/methods/routing/policy-gain.ts';
import { policyValue } from '../../../src/methods/routing/policy-value.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { type Asked, atLeast, below, type Expected, interval, lower, nominal, type Scenario, smallSample } from '../case.ts';
import { judgedRequests } from '../draws-judged-routing.ts';

const above = when(greater(column('x'), 0), 1, 0);
const log = {
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'taken', chance: column('p') },
  policies: [{ name: 'b above 0', says: 'b where x > 0, else a', chances: { b: above, a: when(greater(column('x'), 0), 0, 1) } }],
  covariates: ['x'],
} as const;

const declared = { outcome: 'y', judges: ['judge'], human: 'human' } as const;
const groups = { column: 'action', levels: ['a', 'b'], one: 'action', several: 'actions' };

type Asks = (options: PolicyGainOptions) => Asking<Answer>;

/** A method on the outcome as judge and labels make it. */
function* measured(ask: Asks, more: Partial<PolicyGainOptions> = {}, sampling?: string): Asking<Answer> {
  const found = yield* groupMeasurement({ ...declared, ...(sampling !== undefined && { sampling }), groups });
  if ('refused' in found) return { estimates: [], findings: [found.refused], exhibits: [] };
  const { measure, labelled } = found;
  return yield* ask({ ...log, outcomes: [{ name: 'y', measure, labelled }], ...more });
}

const gain = (name: string, expected: Expected, more: Partial<PolicyGainOptions> = {}, sampling?: string): Asked => ({
  ask: () => measured(policyGain, more, sampling),
  checks: [interval(`policy-gain, ${name}`, 'gain', expected), lower(`policy-gain, ${name}`, 'gain', expected)],
});

/** What must fail: the judge taken for people, who is kinder where the policy would route. */
const judgeAlone = (more: Partial<PolicyGainOptions> = {}): Asked => ({
  ask: () => policyGain({ ...log, outcomes: [{ name: 'y', measure: column('judge') }], ...more }),
  checks: [interval('policy-gain by the judge alone (negative control)', 'gain', below(0.8))],
});

/** What must fail too: the corrected judge taken for data, with the interval of scores. */
function* asData(): Asking<Answer> {
  const whole = yield* measured(policyGain);
  const judge = yield* policyGain({ ...log, outcomes: [{ name: 'y', measure: column('judge') }] });
  const [{ value }, { interval: own, value: at }] = [whole.estimates[0], judge.estimates[0]];
  const pieces = own.pieces.map(({ low = 0, high = 0 }) => ({ low: low - at + value, high: high - at + value }));
  return { ...whole, estimates: [{ ...whole.estimates[0], interval: { ...own, pieces } }] };
}

/** What must fail: rows that the judge scores high were labelled more often, and labels stand for all alike. */
const ignored = (): Asked => ({
  ask: function* () {
    const audited = yield* groupMeasurement({ ...declared, groups });
    if ('refused' in audited) return { estimates: [], findings: [audited.refused], exhibits: [] };
    return yield* policyValue({ ...log, outcomes: [{ name: 'y', ...audited.audit }], estimator: 'snips', estimators: ['snips'] });
  },
  checks: [interval('policy-value by the labels alone, chances of the audit ignored (negative control)', 'value', below(0.8))],
});

const value = (estimator: 'dr' | 'snips'): Asked => ({
  ask: () => measured((options) => policyValue({ ...options, estimator, estimators: [estimator] })),
  checks: [interval(`policy-value, ${estimator}`, 'value', nominal())],
});

/** Routed requests whose outcome a judge scores, and people label in part. */
export const scenarios: readonly Scenario[] = [
  {
    name: '1,000 requests whose judge is kinder where a policy would route, one in five labelled',
    heavy: true,
    least: 2000,
    draws: judgedRequests({ n: 1000, share: 0.2 }),
    asked: [
      gain('corrected', nominal()),
      value('dr'),
      value('snips'),
      judgeAlone(),
      { ask: asData, checks: [interval('policy-gain, the correction taken for known (negative control)', 'gain', below(0.9))] },
    ],
  },
  {
    name: '400 requests, one in twelve labelled',
    heavy: true,
    least: 2000,
    draws: judgedRequests({ n: 400, share: 1 / 12 }),
    asked: [gain('corrected', smallSample)],
  },
  {
    name: '1,000 requests with labels of 0 and 1, one in five labelled',
    heavy: true,
    least: 1000,
    draws: judgedRequests({ n: 1000, share: 0.2, binary: true }),
    asked: [gain('corrected', smallSample), judgeAlone()],
  },
  {
    name: '1,000 requests, labelled by a chance that rises with the score',
    heavy: true,
    least: 400,
    draws: judgedRequests({ n: 1000, share: 0.2, active: true }),
    asked: [gain('corrected by chances', nominal(), {}, 'sampling'), ignored()],
  },
  {
    name: '200 users of 1 to 9 requests, one request in six labelled',
    heavy: true,
    least: 400,
    draws: judgedRequests({ n: 1000, share: 1 / 6, users: 9 }),
    asked: [gain('corrected, by user', atLeast(), { cluster: 'user' })],
  },
];
