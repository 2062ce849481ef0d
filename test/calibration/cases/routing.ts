import type { Answer } from '../../../src/estimate/answer.ts';
import { column, greater, number, when } from '../../../src/expressions/build.ts';
import { waldInference } from '../../../src/inference/wald.ts';
import { policyBounds } from '../../../src/methods/routing/policy-bounds.ts';
import { type PolicyGainOptions, policyGain } from '../../../src/methods/routing/policy-gain.ts';
import { type PolicyValueOptions, policyValue } from '../../../src/methods/routing/policy-value.ts';
import { routingLog as routingLogCheck } from '../../../src/methods/routing/routing-log.ts';
import { searchPolicies, thresholdPolicies } from '../../../src/methods/routing/search.ts';
import type { TunedCut } from '../../../src/methods/routing/tune.ts';
import { type TunedEstimator, tunedBy } from '../../../src/methods/routing/tuned-cuts.ts';
import { meanOf, varianceOf } from '../../../src/moments/moments.ts';
import { type Asking, ask } from '../../../src/relation/asking.ts';
import { moments } from '../../../src/relation/requests.ts';
import { fromColumnOf, routingLog, toEach } from '../../support/routing.ts';
import {
  type Asked,
  atLeast,
  below,
  type Check,
  covers,
  type Expected,
  interval,
  lower,
  nominal,
  relative,
  type Scenario,
  shown,
  silent,
  upper,
} from '../case.ts';
import { routedRequests, seldomDrawn, twoActions } from '../draws-routing.ts';

type Estimator = NonNullable<PolicyValueOptions['estimator']>;

const newPolicy = fromColumnOf('new', 'new_policy_action');
const allSmall = toEach('all small', { small_model: 1 });
const requests = { ...routingLog, outcomes: [{ name: 'reward' }], covariates: ['difficulty', 'risk', 'customer_value'], policies: [newPolicy] } as const;

/** The value of the new policy by one estimator. */
const valued = (estimator: Estimator, expected: Expected = nominal(), changes: Partial<PolicyValueOptions> = {}): Asked => ({
  ask: () => policyValue({ ...requests, ...changes, estimator, estimators: [estimator] }),
  checks: [interval(`policy-value, ${estimator}${changes.crossFit === 'none' ? ', rows left in' : ''}`, 'new-policy/reward', expected)],
});

/** One of several estimators in an answer. */
const ofEstimator = (estimator: Estimator, expected: Expected): Check => ({
  name: `policy-value, ${estimator}`,
  truth: 'new-policy/reward',
  hit: ({ estimates }, truth) => covers({ estimates: estimates.filter(({ id }) => id.endsWith(`:${estimator}`)), findings: [], exhibits: [] }, truth),
  expected,
});

const onSmall = (estimator: Estimator, expected: Expected): Asked => ({
  ask: () => policyValue({ ...requests, policies: [allSmall], estimator, estimators: [estimator] }),
  checks: [interval(`policy-value of all to the small model, ${estimator}`, 'small_model/reward', expected)],
});

/** The mean outcome of the rows of an action, as a dashboard shows it. */
function* meanOfAction(action: string): Asking<Answer> {
  const { groups } = yield* ask(moments({ columns: { y: column('reward') }, by: ['action'] }));
  const { moments: m } = groups.find(({ key }) => key[0] === action)!;
  const inference = waldInference(meanOf(m, 'y'), Math.sqrt(varianceOf(m, 'y') / m.n), { kind: 't', df: m.n - 1 }, { level: 0.95, boundsLevel: 0.95 });
  return { estimates: [{ value: meanOf(m, 'y'), ...inference } as Answer['estimates'][number]], findings: [], exhibits: [] };
}

const above = when(greater(column('x'), 0), 1, 0);
const cut = { name: 'b above 0', says: 'b where x > 0, else a', chances: { b: above, a: when(greater(column('x'), 0), 0, 1) } };
const otherCut = { name: 'b up to 0', says: 'b where x <= 0, else a', chances: { a: above, b: when(greater(column('x'), 0), 0, 1) } };
const shares = { kind: 'taken', chance: column('share'), draws: 20 } as const;
const readAsChances = { kind: 'taken', chance: when(greater(column('share'), 0), column('share'), 0.05) } as const;
const two = { action: 'action', actions: ['a', 'b'], propensities: { kind: 'taken', chance: column('p') }, policies: [cut], covariates: ['x'] } as const;
const integerH = { name: 'h', measure: when(greater(column('h'), 0.5), 1, 0), bounds: [0, 1] } as const;

const gained = (name: string, truth: string, options: Partial<PolicyValueOptions>, expected: Expected = nominal()): Asked => ({
  ask: () => policyGain({ ...two, outcomes: [{ name: 'y' }], ...options }),
  checks: [interval(`policy-gain, ${name}`, truth, expected)],
});

const ofAllB = { policies: [{ name: 'all b', says: 'all b', chances: { b: number(1) } }], covariates: [] };

/** The cut that tuning finds, with the interval of a cut that was given: as if it had been known. */
function* asIfGiven(options: PolicyGainOptions): Asking<Answer> {
  const { estimates } = yield* policyGain(options);
  const { tuned } = estimates[0].details as { readonly tuned: TunedCut };
  return yield* policyGain({ ...options, [tunedBy[options.estimator as TunedEstimator]]: tuned.cut });
}

const candidates = thresholdPolicies({ column: 'x', thresholds: [-1.5, -1, -0.7, -0.4, -0.2, 0, 0.2, 0.4, 0.7, 1, 1.5], above: 'b', below: 'a' });

/** Does the interval on the rows that chose hold nothing, which is the truth? */
const learnedHoldsNothing: Check['hit'] = ({ exhibits: [{ columns }] }) => {
  const at = columns.note.indexOf('chosen');
  return (columns.low[at] as number) <= 0 && 0 <= (columns.high[at] as number);
};

export const scenarios: readonly Scenario[] = [
  {
    name: 'a router that draws widely, 1,500 requests',
    heavy: true,
    least: 400,
    draws: routedRequests(1500, { temperature: 2.5 }),
    asked: [
      {
        ask: () => policyValue(requests),
        checks: [
          ofEstimator('dm', below(0.94)),
          ...(['dr', 'sndr', 'ips', 'snips', 'switch'] as const).map((estimator) => ofEstimator(estimator, nominal())),
          // Their estimands are not the value of the policy.
          ...(['shrinkage', 'clipped'] as const).map((estimator) => ofEstimator(estimator, shown)),
        ],
      },
      valued('dr', nominal(), { crossFit: 'none' }),
      {
        ask: () => policyGain(requests),
        checks: [
          interval('policy-gain', 'gain/reward'),
          lower('policy-gain', 'gain/reward'),
          upper('policy-gain', 'gain/reward'),
          relative('policy-gain', 'relative/reward'),
        ],
      },
      onSmall('dr', nominal()),
      // Reward models that are linear where rewards are not: seen everywhere, and still wrong.
      onSmall('dm', below(0.8)),
      { ask: () => meanOfAction('human'), checks: [interval('the mean of an action, as logged', 'human/reward', below(0.5))] },
    ],
  },
  {
    name: 'the router of the seed notebook, 3,000 requests: weights with a long tail',
    draws: routedRequests(3000),
    asked: [valued('dr', shown), valued('snips', shown), valued('ips', shown), onSmall('dm', below(0.5))],
    heavy: true,
  },
  {
    name: 'two actions, 600 requests, a reward model that is wrong for one',
    heavy: true,
    least: 2000,
    draws: twoActions({ n: 600, floor: 0.1 }),
    asked: [
      gained('out of fold', 'gain/y', {}),
      gained('rows left in', 'gain/y', { crossFit: 'none' }),
      gained('direct method', 'gain/y', { estimator: 'dm' } as object, below(0.9)),
      gained('empirical Bernstein', 'gain/h', { outcomes: [integerH], estimator: 'clipped', interval: 'empirical-bernstein' } as object, atLeast()),
      {
        ask: () =>
          policyBounds({
            ...two,
            actions: ['a', 'b', 'c'],
            outcomes: [integerH],
            policies: [{ name: 'c by half', says: 'c by half', chances: { a: number(0.5), c: number(0.5) } }],
          }),
        checks: [{ name: 'policy-bounds hold whatever c brings (here what b does not)', hit: boundsHold, expected: atLeast() }],
      },
      {
        ask: () => routingLogCheck({ ...two, outcomes: [{ name: 'y' }], propensities: { kind: 'by-action', chances: { a: column('pa'), b: column('pb') } } }),
        checks: [{ name: 'routing-log: no false alarm of calibration at 0.01', hit: silent(0.01), expected: atLeast(0.99) }],
      },
    ],
  },
  {
    name: 'two actions, 1,000 requests, seldom drawn where the reward model is wrong',
    draws: seldomDrawn({ n: 1000, short: 0.17 }),
    heavy: true,
    least: 2000,
    asked: [
      gained('dr', 'gain/y', ofAllB),
      gained('switch, tuned', 'gain/y', { ...ofAllB, estimator: 'switch', threshold: 'tuned' } as object, atLeast()),
      gained('shrinkage, tuned', 'gain/y', { ...ofAllB, estimator: 'shrinkage', shrinkage: 'tuned' } as object, atLeast()),
      ...(['switch', 'shrinkage'] as const).map((estimator): Asked => {
        const tuned = { ...two, ...ofAllB, outcomes: [{ name: 'y' }], estimator, threshold: 'tuned', shrinkage: 'tuned' } as const;
        return { ask: () => asIfGiven(tuned), checks: [interval(`policy-gain, ${estimator}, tuned as if it had been given`, 'gain/y', below(0.94))] };
      }),
    ],
  },
  {
    name: 'two actions, 1,200 requests, probabilities that are shares of 20 draws',
    heavy: true,
    least: 2000,
    draws: twoActions({ n: 1200, floor: 0.1 }),
    asked: [
      gained('shares of draws, ips', 'other gain/y', { propensities: shares, policies: [otherCut], estimator: 'ips' } as object),
      gained('shares of draws, dr', 'other gain/y', { propensities: shares, policies: [otherCut] }),
      gained(
        'shares of draws read as chances, ips',
        'other gain/y',
        { propensities: readAsChances, policies: [otherCut], estimator: 'ips' } as object,
        below(0.93),
      ),
    ],
  },
  {
    name: 'two actions, 800 requests, probabilities estimated',
    heavy: true,
    least: 2000,
    draws: twoActions({ n: 800, floor: 0 }),
    asked: (['dr', 'sndr', 'snips', 'ips'] as const).map((estimator) =>
      gained(`${estimator}, probabilities estimated`, 'gain/y', { propensities: { kind: 'estimated' }, estimator } as object),
    ),
  },
  {
    name: 'two actions, 500 requests, an outcome of 0 and 1',
    draws: twoActions({ n: 500, floor: 0.1 }),
    heavy: true,
    asked: [
      gained('logistic reward models, five folds', 'gain/h', { outcomes: [integerH], rewardModel: 'logistic' }),
      gained('logistic reward models, direct method', 'gain/h', { outcomes: [integerH], rewardModel: 'logistic', estimator: 'dm' } as object),
      gained('bootstrap', 'gain/h', { outcomes: [integerH], interval: 'bootstrap', draws: 399 }),
    ],
  },
  {
    name: 'eleven thresholds of which none matters, 600 requests',
    heavy: true,
    least: 400,
    draws: twoActions({ n: 600, floor: 0.1, effect: false }),
    asked: [
      {
        ask: () => searchPolicies({ ...two, outcomes: [{ name: 'y' }], policies: candidates, learning: greater(column('half'), 0.5), objective: 'y' }),
        checks: [
          { name: 'search: the half that did not choose', truth: 'none', hit: covers, expected: nominal() },
          { name: 'search: the half that chose', truth: 'none', hit: learnedHoldsNothing, expected: below(0.94) },
        ],
      },
    ],
  },
];

/** The true change, if c brings as much as it can or as little, lies in the interval: 0.5 P(a) + 0.5 c - logged for c of 0 and 1. */
function boundsHold({ estimates: [e] }: Answer): boolean {
  const [{ low, high }] = e.interval.pieces;
  return low! <= boundsTruth.least && boundsTruth.most <= high!;
}

const boundsTruth = (() => {
  const truth = twoActions({ n: 1, floor: 0.1 }).truth;
  const seen = truth('a/h') / 2 - truth('logged/h');
  return { least: seen, most: seen + 0.5 };
})();
