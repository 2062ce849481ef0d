import type { Answer } from '../../../src/estimate/answer.ts';
import { type MediationOptions, mediation } from '../../../src/methods/randomized/mediation/mediation.ts';
import { type Asked, atLeast, below, type Check, covers, type Expected, type Scenario, shown } from '../case.ts';
import { type Curves, curved, hitsInClusters } from '../draws-mediation.ts';

const contrast = { outcome: 'y', assignment: 'z', control: 0, mediators: ['m'] } as const;

/** Does the interval of the estimate so called cover? One that is refused does not fail. */
const part = (id: string, truth: string, how: string, expected: Expected): Check => ({
  name: `${id}, ${how}`,
  truth,
  hit: (answer: Answer, value) => {
    const estimates = answer.estimates.filter((e) => e.id.split(':')[0] === id);
    return estimates.length === 0 || covers({ ...answer, estimates }, value);
  },
  expected,
});

const asked = (how: string, more: Partial<MediationOptions>, expected: readonly (readonly [id: string, truth: string, expected: Expected])[]): Asked => ({
  ask: () => mediation({ ...contrast, ...more }),
  checks: expected.map(([id, truth, of]) => part(id, truth, how, of)),
});

const withX = { covariates: ['x'] };
const both = (of: Expected) =>
  [
    ['natural-indirect', 'indirect', of],
    ['natural-direct', 'direct', of],
    ['natural-indirect-at-control', 'indirect at control', of],
    ['natural-indirect-average', 'indirect on average', of],
    ['mediation-total', 'total', of],
  ] as const;

const rare: Curves = { mediator: [-2.2, 1, 0.8], outcome: [-0.5, 0.3, 1, 0.5, 0.8] };
const steep: Curves = { mediator: [0, 1.5, 3], outcome: [-4, 0, 2, 0, 3] };
const normal: Curves = { mediator: [0, 0.6, 0.5], outcome: [-0.5, 0.3, 0.8, 0.4, 0.8], normal: true };

/** Shares behind shares: limits of drawn logistic regressions hold where few units are treated, and where a line through shares is off. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a rare binary mediator of a binary outcome, 16 of 200 units treated',
    draws: curved(200, 16, rare),
    heavy: true,
    least: 1000,
    asked: [
      asked('logistic', withX, both(atLeast())),
      asked('logistic, by t', { ...withX, interval: 'wald' }, [
        ['natural-indirect', 'indirect', shown],
        ['natural-indirect-at-control', 'indirect at control', below(0.95)],
      ]),
    ],
  },
  {
    name: 'a binary mediator and outcome that a covariate moves much, 1,000 units',
    heavy: true,
    least: 400,
    draws: curved(1000, 500, steep),
    asked: [
      asked('logistic', withX, [['natural-indirect', 'indirect', atLeast()], ...both(shown).slice(1)]),
      asked('linear', { ...withX, models: 'linear' }, [
        ['natural-indirect', 'indirect', below(0.95)],
        ['natural-direct', 'direct', shown],
      ]),
    ],
  },
  // So few units hardly tell a curve this steep: limits fall short of effects that are small beside it, on one side, and nothing is promised of them.
  ...(
    [
      [200, 100],
      [400, 40],
    ] as const
  ).map(
    ([units, treated]): Scenario => ({
      name: `a binary mediator and outcome that a covariate moves much, ${treated} of ${units} units treated`,
      heavy: true,
      least: 2000,
      draws: curved(units, treated, steep),
      asked: [asked('logistic', withX, both(shown))],
    }),
  ),
  ...([200, 16] as const).map(
    (treated): Scenario => ({
      name: `a mediator with normal errors of a binary outcome, ${treated} of ${treated === 200 ? 400 : 200} units treated`,
      draws: curved(treated === 200 ? 400 : 200, treated, normal),
      heavy: true,
      least: 2000,
      asked: [asked('logistic', withX, [['natural-indirect', 'indirect', atLeast()], ...both(atLeast()).slice(1)])],
    }),
  ),
  {
    name: 'a binary mediator of a binary outcome in 40 clusters of unequal sizes',
    heavy: true,
    least: 400,
    draws: hitsInClusters(40),
    asked: [
      asked('by cluster', { cluster: 'team' }, [
        ['natural-indirect', 'indirect', atLeast()],
        ['natural-direct', 'direct', atLeast()],
        ['mediation-total', 'total', atLeast()],
      ]),
      asked('by row', {}, [['mediation-total', 'total', below(0.95)]]),
    ],
  },
];
