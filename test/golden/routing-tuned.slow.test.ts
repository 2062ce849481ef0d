import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/estimate/answer.ts';
import { column, greater, indicator } from '../../src/expressions/build.ts';
import { policyValue } from '../../src/methods/routing/policy-value.ts';
import type { TunedCut } from '../../src/methods/routing/tune.ts';
import { biasReach, squaredErrors } from '../../src/methods/routing/tuned-cuts.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { fileInMemory } from '../support/parquet.ts';
import { fromColumnOf, routingActions, routingLog, toEach } from '../support/routing.ts';

const folder = new URL('../../goldens/routing/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('tuned.json', folder), 'utf8'));
const tolerance = golden.tolerance.closed as number;
const high = { name: 'high', measure: indicator(greater(column('reward'), 8)), bounds: [0, 1] } as const;
const policies = [
  fromColumnOf('new policy', 'new_policy_action'),
  toEach('always small', { small_model: 1 }),
  { name: 'soft', says: 'soft', chances: Object.fromEntries(routingActions.map((action) => [action, column(`soft_${action}`)])) },
];

let answer: Answer;
beforeAll(async () => {
  const rows = await fileInMemory(new URL('logged.parquet', folder));
  const log = { ...routingLog, outcomes: [{ name: 'reward' }, high], covariates: ['difficulty', 'risk', 'log_value'], policies };
  const asked = { crossFit: 'none', threshold: 'tuned', shrinkage: 'tuned', estimators: ['switch', 'shrinkage'] } as const;
  answer = runSync(rows, policyValue({ ...log, ...asked }));
}, 120_000);

const cases = ['reward', 'high'].flatMap((outcome) =>
  policies.flatMap(({ name }) => (['switch', 'shrinkage'] as const).map((e) => [e, name, outcome] as const)),
);

describe('cuts of weights that are tuned', () => {
  it.each(cases)('%s of %s on %s: the candidate and the value of obp', (estimator, policy, outcome) => {
    const known = golden.outcomes[outcome][policy][estimator];
    const found = answer.estimates.find(({ id }) => id === `policy-value:${outcome}:${policy}:${estimator}`)!;
    const { cut, candidates, bias } = (found.details as { readonly tuned: TunedCut }).tuned;
    expect(candidates).toBe(known.candidates);
    expectRelative(cut, known.best, tolerance, 'cut');
    expectEstimate(found.value, known.value, Math.sqrt(known.score), tolerance, 'value');
    expectEstimate(found.value - bias, golden.outcomes[outcome][policy].unbiased, Math.sqrt(known.score), tolerance, 'doubly robust');
  });

  it.each(cases)('%s of %s on %s: the score of each candidate', (estimator, policy, outcome) => {
    const { weights, unbiased, [estimator]: known } = golden.outcomes[outcome][policy];
    const candidates = known.values.map((value: number, i: number) => ({ value, variance: known.variances[i] }));
    const scores = squaredErrors(unbiased, candidates, biasReach(outcome === 'high' ? 1 : 0, { n: golden.n, ...weights }));
    for (const [i, score] of known.scores.entries()) expectRelative(scores[i], score, 1e-10, `candidate ${i}`);
  });
});
