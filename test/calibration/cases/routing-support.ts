import type { Answer } from '../../../src/estimate/answer.ts';
import { column } from '../../../src/expressions/build.ts';
import { policyGain } from '../../../src/methods/routing/policy-gain.ts';
import { policySupport } from '../../../src/methods/routing/policy-support.ts';
import { type Asking, all } from '../../../src/relation/asking.ts';
import { routingActions, routingLog, toEach } from '../../support/routing.ts';
import { atLeast, below, type Check, covers, type Scenario } from '../case.ts';
import { routedRequests } from '../draws-routing.ts';

const byAction = { kind: 'by-action', chances: Object.fromEntries(routingActions.map((action) => [action, column(`p_logged_${action}`)])) } as const;
const log = { ...routingLog, propensities: byAction, outcomes: [{ name: 'reward' }], policies: [toEach('small', { small_model: 1 })] } as const;

/** The gain of a policy, with what the log can say of it. */
const judged = (estimator: 'dr' | 'snips') => (): Asking<Answer> =>
  (function* () {
    const [value, { findings }] = yield* all([policyGain({ ...log, covariates: ['difficulty', 'risk'], estimator }), policySupport(log)]);
    return { ...value, findings };
  })();

const isHeld = ({ findings }: Answer): boolean => findings.some(({ verdict, identification }) => verdict === 'fail' && identification === true);
/** By the way before: fewer than 25 effective rows of those that were drawn. */
const wasHeld = ({ estimates: [{ details }] }: Answer): boolean => (details as { effectiveRows: number }).effectiveRows < 25;

const soundUnless = (name: string, held: (answer: Answer) => boolean, expected: Check['expected']): Check => ({
  name,
  truth: 'small_model-gain/reward',
  hit: (answer, truth) => held(answer) || covers(answer, truth),
  expected,
});

/** An interval is read where no finding holds: how often is one read that misses? */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a router that hardly ever leaves the likeliest action, 600 requests: all to the small model',
    heavy: true,
    least: 2000,
    draws: routedRequests(600, { temperature: 0.7 }),
    asked: (['dr', 'snips'] as const).map((estimator) => ({
      ask: judged(estimator),
      checks: [
        soundUnless(`policy-gain, ${estimator}: covers, or is held by the design`, isHeld, atLeast()),
        soundUnless(`policy-gain, ${estimator}: covers, or is held for fewer than 25 effective rows as drawn`, wasHeld, below(0.9)),
      ],
    })),
  },
];
