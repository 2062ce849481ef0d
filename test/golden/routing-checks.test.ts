import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { column } from '../../src/expressions/build.ts';
import { normalTail } from '../../src/math/distributions/normal.ts';
import { policySupport } from '../../src/methods/routing/policy-support.ts';
import { routingLog as routingLogCheck } from '../../src/methods/routing/routing-log.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectRelative } from '../support/agree.ts';
import { fileInMemory } from '../support/parquet.ts';
import { fromColumnOf, routingActions, routingLog, toEach } from '../support/routing.ts';

const folder = new URL('../../goldens/routing/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('routing.json', folder), 'utf8'));
const soft = { name: 'soft', says: 'soft', chances: Object.fromEntries(routingActions.map((action) => [action, column(`soft_${action}`)])) };
const policies = [fromColumnOf('new policy', 'new_policy_action'), toEach('always small', { small_model: 1 }), toEach('always human', { human: 1 }), soft];
const log = { ...routingLog, outcomes: [{ name: 'reward' }], policies };

let rows: SyncRelation;
beforeAll(async () => {
  rows = await fileInMemory(new URL('logged.parquet', folder));
});

it.each(policies)('the weights of $name', (policy) => {
  const { findings, exhibits } = runSync(rows, policySupport({ ...log, policies: [policy] }));
  const known = golden.policies[policy.name].weights;
  const of = (check: string) => findings.find((f) => f.check === check)!;
  expectRelative(of('effective-sample').statistic, known.effective, 1e-10, 'effective rows');
  expectRelative(of('largest-weight').statistic, known.largest, 1e-10, 'largest weight');
  expectRelative(of('mean-weight').statistic, known.mean, 1e-10, 'mean weight');
  expectRelative(of('mean-weight').pValue, 2 * normalTail(Math.abs(known.mean - 1) / known.meanError), 1e-8, 'p of the mean weight');
  expect(of('largest-weight').says).toContain(`hold ${(100 * known.topShare).toFixed(1)} %`);
  const { columns } = exhibits[0];
  expect(columns.matched[0]).toBe(known.matched);
  for (const [i, where] of columns.where.entries()) {
    const action = String(where).replace('takes ', '');
    if (!(action in known.byAction)) continue;
    expect(columns.requests[i]).toBe(known.byAction[action].rows);
    expectRelative(columns.effective[i] as number, known.byAction[action].effective, 1e-10, String(where));
  }
});

it('the seed notebook: 4,707.5 effective rows, 433 of them by humans, largest weight 227.6', () => {
  const { findings, exhibits } = runSync(rows, policySupport({ ...log, policies: [policies[0]] }));
  const { weights, by_new_action: byAction } = golden.notebook;
  expectRelative(findings[0].statistic, weights.ess_kish, 1e-10, 'effective rows');
  expectRelative(findings[1].statistic, weights.max_w, 1e-10, 'largest weight');
  const { columns } = exhibits[0];
  for (const [action, { ess, matched }] of Object.entries<{ ess: number; matched: number }>(byAction)) {
    const at = columns.where.indexOf(`takes ${action}`);
    expectRelative(columns.effective[at] as number, ess, 1e-10, action);
    expect(columns.matched[at]).toBe(matched);
  }
  expect(findings[0].says).toBe('4,708 effective of 25,000 logged requests bear on new policy (18.8 %); fewest for human, 433.');
});

it('calibration of the logged probabilities, in bins', () => {
  const chances = Object.fromEntries(routingActions.map((action) => [action, column(`p_logged_${action}`)]));
  const { findings } = runSync(rows, routingLogCheck({ ...log, propensities: { kind: 'by-action', chances } }));
  const known: readonly { z: number }[] = golden.calibration;
  const least = Math.min(...known.map(({ z }) => 2 * normalTail(Math.abs(z))));
  expect(findings[0].check).toBe('propensity-calibration');
  expectRelative(findings[0].pValue, Math.min(1, least * known.length), 1e-8, 'p of the calibration');
});
