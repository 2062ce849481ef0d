import { doublyRobust } from '../../../src/methods/opt-in/doubly-robust.ts';
import { instrumented } from '../../../src/methods/opt-in/instrumented.ts';
import { naiveDifference } from '../../../src/methods/opt-in/naive-difference.ts';
import { negativeControl } from '../../../src/methods/opt-in/negative-control.ts';
import { example, type OptInOptions } from '../../../src/methods/opt-in/options.ts';
import type { OptIn } from '../../../src/methods/opt-in/own.ts';
import { partiallyLinearEffect } from '../../../src/methods/opt-in/partially-linear.ts';
import { propensityWeighting } from '../../../src/methods/opt-in/propensity-weighting.ts';
import { regressionAdjustment } from '../../../src/methods/opt-in/regression-adjustment.ts';
import { underEach } from '../../../src/methods/opt-in/under-each.ts';
import {
  type Asked,
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
  smallSample,
  upper,
} from '../case.ts';
import { optedIn } from '../draws-opt-in.ts';

const choosing = (optIn: Partial<OptIn> = {}, covariates: OptInOptions['covariates'] = ['skill', { factor: 'plan' }]): OptInOptions => ({
  outcome: 'y',
  covariates,
  optIn: { ...example.optIn, ...optIn },
});

const targets = ['ate', 'att', 'atc', 'ato'] as const;

const doubly = (optIn: Partial<OptIn>, name: string, truth: string, expected: Expected = nominal()): Asked => ({
  ask: () => doublyRobust(choosing(optIn)),
  checks: [interval(name, truth, expected)],
});

const weighted = (optIn: Partial<OptIn>, name: string, truth: string, expected: Expected = nominal()): Asked => ({
  ask: () => propensityWeighting(choosing(optIn)),
  checks: [interval(name, truth, expected)],
});

const regressed = (optIn: Partial<OptIn>, name: string, truth: string, expected: Expected = nominal()): Asked => ({
  ask: () => regressionAdjustment(choosing(optIn)),
  checks: [interval(name, truth, expected)],
});

/** What must fail: those who opted in are not the others. */
const naive: Asked = { ask: () => naiveDifference(choosing()), checks: [interval('naive-difference (negative control)', 'ate', below(0.3))] };

const [penalised, curved] = [{ ridge: 10 }, { link: 'logit' }] as const;

/** The limits of a row of what units would have had under each version. */
const underEachHas = (name: string, truth: string, units: string, limits: readonly [low: string, high: string]): Check => ({
  name,
  truth,
  hit({ exhibits: [{ columns }] }, value) {
    const row = columns.units.indexOf(units);
    return Number(columns[limits[0]][row]) <= value && value <= Number(columns[limits[1]][row]);
  },
  expected: nominal(),
});

/** Opt-ins: effects on those the study asks about, against the truth of the population that users are drawn from. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'opt-in, 600 users',
    heavy: true,
    least: 2000,
    draws: optedIn({ users: 600, odds: -0.5 }),
    asked: [
      {
        ask: () => doublyRobust(choosing({ folds: 1 })),
        checks: [interval('doubly-robust', 'ate'), lower('doubly-robust', 'ate'), upper('doubly-robust', 'ate'), relative('doubly-robust', 'relative')],
      },
      ...targets.slice(1).map((estimand) => doubly({ folds: 1, estimand }, `doubly-robust, ${estimand}`, estimand)),
      ...targets.map((estimand) => weighted({ estimand }, `propensity-weighting, ${estimand}`, estimand)),
      ...targets.slice(0, 3).map((estimand) => regressed({ estimand }, `regression-adjustment, ${estimand}`, estimand)),
      naive,
    ],
  },
  {
    name: 'opt-in, 600 users, cross-fitted',
    heavy: true,
    draws: optedIn({ users: 600, odds: -0.5 }),
    asked: targets.map((estimand) => doubly({ estimand, repeats: 3 }, `doubly-robust, ${estimand}`, estimand)),
  },
  {
    name: 'opt-in, 600 users, slopes held by a ridge',
    draws: optedIn({ users: 600, odds: -0.5 }),
    asked: [
      doubly({ folds: 1, propensity: { model: penalised, terms: 'main' } }, 'doubly-robust, of the chance', 'ate'),
      weighted({ propensity: { model: penalised, terms: 'main' } }, 'propensity-weighting, of the chance', 'ate', shown),
      doubly({ folds: 1, regression: { link: 'identity', ...penalised } }, 'doubly-robust, of the outcome', 'ate'),
    ],
  },
  ...[600, 60].map(
    (users): Scenario => ({
      name: `opt-in, ${users} users, partially linear`,
      heavy: true,
      draws: optedIn({ users, odds: -0.5 }),
      asked: [
        {
          ask: () => partiallyLinearEffect(choosing({ estimand: 'ato', estimator: 'partially-linear', repeats: 3 })),
          checks: [
            users === 60
              ? // Of so few, two folds may lack what a fit needs: that is refused, and no miss.
                {
                  name: 'partially-linear, or refused',
                  truth: 'ato',
                  hit: (answer, truth) => answer.estimates.length === 0 || covers(answer, truth),
                  expected: smallSample,
                }
              : interval('partially-linear', 'ato'),
          ],
        },
      ],
    }),
  ),
  {
    name: 'opt-in, 1,200 users, under each version',
    heavy: true,
    draws: optedIn({ users: 1200, odds: -0.5 }),
    asked: [
      {
        ask: () => underEach({ ...choosing({ folds: 1 }), segments: ['plan'] }),
        checks: [
          underEachHas('under-each, those who did not opt in, had they', 'atc under 1', 'with z 0', ['under 1, low', 'under 1, high']),
          underEachHas('under-each, difference for those who did', 'att', 'with z 1', ['difference, low', 'difference, high']),
          ...['free', 'plus', 'team'].map((plan) =>
            underEachHas(`under-each, difference on ${plan}`, plan, `plan=${plan}`, ['difference, low', 'difference, high']),
          ),
        ],
      },
    ],
  },
  {
    name: 'opt-in, 1,500 users who were invited by lot, a hidden trait',
    heavy: true,
    draws: optedIn({ users: 1500, odds: -1, encouraged: 1.5, hidden: 0.8 }),
    asked: [
      { ask: () => instrumented(choosing({ instrument: 'invited' })), checks: [interval('instrumented', 'late')] },
      doubly({ folds: 1 }, 'doubly-robust, nothing told of it (negative control)', 'late', below(0.5)),
    ],
  },
  {
    name: 'opt-in, 60 teams of 2 to 15 users who were invited by lot, a hidden trait',
    heavy: true,
    draws: optedIn({ users: 60, odds: -1, encouraged: 1.5, hidden: 0.8, clustered: 1 }),
    asked: [{ ask: () => instrumented(choosing({ instrument: 'invited', cluster: 'team' })), checks: [interval('instrumented', 'late')] }],
  },
  {
    name: 'opt-in, 600 users, an outcome that bends with skill',
    heavy: true,
    least: 2000,
    draws: optedIn({ users: 600, odds: -0.5, bend: 3 }),
    asked: [
      doubly({ folds: 1 }, 'doubly-robust', 'ate'),
      doubly({ folds: 1, estimand: 'att' }, 'doubly-robust, att', 'att'),
      weighted({}, 'propensity-weighting', 'ate'),
      regressed({}, 'regression-adjustment, straight lines (negative control)', 'ate', below(0.95)),
    ],
  },
  {
    // Few opt in where the line is most wrong, and those who do there weigh most: shown, not promised.
    name: 'opt-in, 600 users of whom a quarter opted in, an outcome that bends with skill',
    draws: optedIn({ users: 600, odds: -1.2, bend: 3 }),
    asked: [
      doubly({ folds: 1 }, 'doubly-robust', 'ate', shown),
      doubly({ folds: 1, estimand: 'att' }, 'doubly-robust, att', 'att'),
      weighted({}, 'propensity-weighting', 'ate', shown),
      regressed({}, 'regression-adjustment, straight lines (negative control)', 'ate', below(0.9)),
    ],
  },
  {
    name: 'opt-in, 40 users',
    draws: optedIn({ users: 40, odds: -0.3, pull: 0.5 }),
    asked: [
      doubly({ folds: 1 }, 'doubly-robust', 'ate', smallSample),
      doubly({ folds: 1, estimand: 'att' }, 'doubly-robust, att', 'att', smallSample),
      weighted({}, 'propensity-weighting', 'ate', smallSample),
      weighted({ estimand: 'att' }, 'propensity-weighting, att', 'att', smallSample),
      regressed({}, 'regression-adjustment', 'ate', smallSample),
    ],
  },
  {
    name: 'opt-in, 4,000 users of whom 2 % opted in',
    heavy: true,
    least: 400,
    draws: optedIn({ users: 4000, odds: -4, pull: 0.5 }),
    asked: [
      doubly({ folds: 1 }, 'doubly-robust', 'ate', smallSample),
      doubly({ folds: 1, estimand: 'att' }, 'doubly-robust, att', 'att', smallSample),
      doubly({ folds: 1, estimand: 'ato' }, 'doubly-robust, ato', 'ato', smallSample),
      weighted({ estimand: 'att' }, 'propensity-weighting, att', 'att', smallSample),
    ],
  },
  {
    name: 'opt-in, 1,500 users, 0 or 1',
    heavy: true,
    least: 2000,
    draws: optedIn({ users: 1500, odds: -1, outcome: 'binary' }),
    asked: [
      doubly({ folds: 1 }, 'doubly-robust', 'ate'),
      weighted({}, 'propensity-weighting', 'ate'),
      weighted({ estimand: 'att' }, 'propensity-weighting, att', 'att'),
      doubly({ folds: 1, regression: curved }, 'doubly-robust, a curve in each arm', 'ate'),
      regressed({ regression: curved }, 'regression-adjustment, a curve in each arm', 'ate'),
    ],
  },
  {
    name: 'opt-in, 800 users, heavy tails',
    draws: optedIn({ users: 800, odds: -0.5, outcome: 'heavy' }),
    asked: [doubly({ folds: 1 }, 'doubly-robust', 'ate'), weighted({}, 'propensity-weighting', 'ate')],
  },
  {
    name: 'opt-in, 60 teams of 2 to 15 users',
    draws: optedIn({ users: 60, odds: -0.5, clustered: 1.5 }),
    asked: [
      doubly({ folds: 1, cluster: 'team' }, 'doubly-robust', 'ate'),
      doubly({ folds: 1, cluster: 'team', estimand: 'att' }, 'doubly-robust, att', 'att'),
      weighted({ cluster: 'team' }, 'propensity-weighting', 'ate'),
      doubly({ folds: 1 }, 'doubly-robust, teams ignored (negative control)', 'ate', below(0.93)),
    ],
  },
  {
    name: 'opt-in, 14 teams of 2 to 15 users',
    draws: optedIn({ users: 14, odds: -0.3, pull: 0.5, clustered: 1.5 }),
    asked: [
      doubly({ folds: 1, cluster: 'team' }, 'doubly-robust', 'ate', smallSample),
      weighted({ cluster: 'team' }, 'propensity-weighting', 'ate', smallSample),
    ],
  },
  {
    name: 'opt-in, 600 users, a hidden trait',
    draws: optedIn({ users: 600, odds: -0.5, hidden: 0.8 }),
    asked: [doubly({ folds: 1 }, 'doubly-robust, nothing told of it (negative control)', 'ate', below(0.5))],
  },
  ...[600, 60].map(
    (users): Scenario => ({
      name: `opt-in, ${users} users whom it does nothing`,
      draws: optedIn({ users, odds: -0.5, pull: 0.5, gain: 0 }),
      asked: [
        {
          ask: () => negativeControl(choosing()),
          checks: [
            {
              name: 'negative-control, no alarm at 0.01',
              hit: silent(0.01),
              expected: users === 60 ? { kind: 'between', rate: 0.98, to: 0.998 } : nominal(0.99),
            },
          ],
        },
      ],
    }),
  ),
];
