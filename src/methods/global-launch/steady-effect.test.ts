import { expect, it } from 'vitest';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { EstimatorName } from './declared/keys.ts';
import { besideId } from './other-estimators.ts';
import { steadyEffect } from './steady-effect.ts';

const outcome = { name: 'resolved', better: 'higher' } as Outcome;
const checks = (verdict: 'pass' | 'warn'): readonly Finding[] =>
  ['without-each-donor', 'placebo-dates'].map((check) => ({ check, about: { column: 'resolved' }, verdict, says: `${check} says so.` }));
const by = (estimator: EstimatorName, low: number, high = low + 1, id = 'launch-effect:resolved') =>
  ({ id, method: { options: { estimator } }, interval: { pieces: [{ low, high }] } }) as unknown as Estimate;
const about = (low: number) => by('demeaned', low, low + 1, besideId('resolved', 'demeaned'));
const statusOf = (headline: Estimate | undefined, estimates: readonly Estimate[], findings: readonly Finding[], of = outcome) =>
  steadyEffect.judge(headline, { estimates, findings }, of).status;

it('is met where the effect keeps its sign and is larger than at earlier dates', () => {
  expect(statusOf(by('sdid', 1), [], checks('pass'))).toBe('met');
  expect(statusOf(by('sdid', 1), [], checks('warn'))).toBe('not-met');
  expect(statusOf(by('sdid', 1), [], checks('pass').slice(1))).toBe('not-met');
  expect(statusOf(undefined, [], checks('pass'))).toBe('not-met');
});

it('is never met by the time before alone', () => {
  expect(statusOf(by('state-space', 1), [], [])).toBe('not-met');
});

it('asks a mix about its level too where the path must reach that of the treated', () => {
  expect(statusOf(by('synthetic-control', 1), [about(0.2)], checks('pass'))).toBe('met');
  expect(statusOf(by('synthetic-control', 1), [about(-0.2)], checks('pass'))).toBe('not-met');
  expect(statusOf(by('penalized', 1), [], checks('pass'))).toBe('not-met');
  const lower = { ...outcome, better: 'lower' } as Outcome;
  expect(statusOf(by('synthetic-control', -3), [about(-3)], checks('pass'), lower)).toBe('met');
  expect(statusOf(by('synthetic-control', -3), [about(-0.5)], checks('pass'), lower)).toBe('not-met');
});
