import type { Answer } from '../../../src/estimate/answer.ts';
import { controlledDirect } from '../../../src/methods/randomized/mediation/controlled-direct.ts';
import { mediation } from '../../../src/methods/randomized/mediation/mediation.ts';
import { mediatorEffects } from '../../../src/methods/randomized/mediation/mediator-effects.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { atLeast, below, type Check, covers, type Expected, interval, nominal, type Scenario, shown, smallSample } from '../case.ts';
import { hits, intermediate, mediated, mediatedClusters } from '../draws-mediation.ts';

const contrast = { outcome: 'y', assignment: 'z', control: 0 } as const;
const withX = { ...contrast, mediators: ['m'], covariates: ['x'] } as const;

/** Does the interval of the estimate so called cover? One that is refused does not fail. */
const part = (id: string, truth: string, expected: Expected = nominal()): Check => ({
  name: id,
  truth,
  hit: (answer, value) => {
    const estimates = answer.estimates.filter((e) => e.id.split(':')[0] === id);
    return estimates.length === 0 || covers({ ...answer, estimates }, value);
  },
  expected,
});

const parts = (direct: Expected = nominal(), indirect: Expected = nominal()): readonly Check[] => [
  part('mediation-total', 'total'),
  part('natural-direct', 'direct', direct),
  part('natural-indirect', 'indirect', indirect),
];

/** The coefficient that controls for the mediators, read as an effect. */
const naive = (name: string, truth: string): Check => ({ ...part('mediator-adjusted', truth, below(0.95)), name: `mediator-adjusted coefficient ${name}` });

const heldAt =
  (at: number, more: object = {}) =>
  (): Asking<Answer> =>
    controlledDirect({ ...withX, at: [at], ...more });

const fewTreated = (n: number, treated: number): string => `a mediator whose slope differs between arms, ${treated} of ${n} units treated`;

/** Effects taken apart, where the coefficient that controls for mediators fails. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a mediator whose slope differs between arms, 600 units',
    heavy: true,
    least: 400,
    draws: mediated(600),
    asked: [
      {
        ask: () => mediation(withX),
        checks: [...parts(), part('proportion-mediated', 'share', atLeast()), naive('as the direct effect', 'direct'), naive('as the total effect', 'total')],
      },
      { ask: heldAt(1), checks: [interval('controlled-direct at 1', 'held at 1')] },
      { ask: () => mediatorEffects({ ...contrast, mediators: ['m'], covariates: ['x'] }), checks: [interval('mediator-effects', 'direct')] },
    ],
  },
  ...(
    [
      [40, 20],
      [400, 32],
      [100, 8],
    ] as const
  ).map(
    ([n, treated]): Scenario => ({
      name: fewTreated(n, treated),
      heavy: true,
      least: 2000,
      draws: mediated(n, 0, treated),
      asked: [
        {
          ask: () => mediation(withX),
          checks: [
            part('natural-indirect', 'indirect', smallSample),
            part('natural-direct', 'direct', smallSample),
            part('natural-indirect-at-control', 'indirect at control', smallSample),
            part('natural-indirect-average', 'indirect on average', smallSample),
          ],
        },
      ],
    }),
  ),
  ...(
    [
      [40, 20, shown],
      [400, 32, shown],
      [100, 8, below(0.95)],
    ] as const
  ).map(
    ([n, treated, expected]): Scenario => ({
      name: `${fewTreated(n, treated)}, by t with n less all parameters`,
      heavy: true,
      least: 2000,
      draws: mediated(n, 0, treated),
      asked: [{ ask: () => mediation({ ...withX, interval: 'wald' }), checks: [part('natural-indirect', 'indirect', expected)] }],
    }),
  ),
  {
    name: 'a mediator and an outcome that something unseen moves, 600 units',
    heavy: true,
    least: 400,
    draws: mediated(600, 1.2),
    asked: [
      { ask: () => mediation(withX), checks: [...parts(below(0.95), below(0.95)), naive('as the direct effect', 'direct')] },
      { ask: heldAt(1), checks: [interval('controlled-direct at 1', 'held at 1', below(0.95))] },
    ],
  },
  {
    name: 'an intermediate that moves mediator and outcome, 500 units',
    heavy: true,
    least: 400,
    draws: intermediate(500),
    asked: [
      {
        ask: () => controlledDirect({ ...contrast, mediators: ['m'], intermediates: ['l'], at: [0] }),
        checks: [interval('controlled-direct with the intermediate', 'held')],
      },
      {
        ask: () => controlledDirect({ ...contrast, mediators: ['m'], at: [0] }),
        checks: [interval('controlled-direct without it', 'held', below(0.95))],
      },
      { ask: () => mediation({ ...contrast, mediators: ['l', 'm'] }), checks: [naive('with the intermediate', 'held')] },
      { ask: () => mediation({ ...contrast, mediators: ['m'] }), checks: [naive('without it', 'held')] },
    ],
  },
  {
    name: 'a binary mediator of a binary outcome, 400 units',
    heavy: true,
    least: 400,
    draws: hits(400),
    asked: [
      { ask: () => mediation({ ...contrast, mediators: ['m'] }), checks: parts() },
      {
        ask: () => controlledDirect({ ...contrast, mediators: ['m'], at: [1] }),
        checks: [interval('controlled-direct at 1', 'held at 1')],
      },
    ],
  },
  {
    name: 'a mediator in 40 clusters of unequal sizes',
    heavy: true,
    least: 400,
    draws: mediatedClusters(40),
    asked: [
      {
        ask: () => mediation({ ...withX, cluster: 'team' }),
        checks: parts().map((c) => ({ ...c, name: `${c.name}, clustered` })),
      },
      { ask: heldAt(1, { cluster: 'team' }), checks: [interval('controlled-direct at 1, clustered', 'held at 1')] },
      { ask: () => mediation(withX), checks: [{ ...part('mediation-total', 'total', below(0.95)), name: 'mediation-total without clusters' }] },
    ],
  },
];
