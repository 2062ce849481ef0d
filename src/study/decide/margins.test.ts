import { expect, it } from 'vitest';
import type { Estimate } from '../../estimate/estimate.ts';
import { waldInference } from '../../inference/wald.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { marginFindings } from './margins.ts';

const outcome = { name: 'minutes', better: 'lower', equivalence: 1 } as Outcome;
const estimateOf = (treatment: string, value: number): Estimate =>
  ({
    id: `itt:minutes:${treatment}`,
    estimand: { contrast: { treatment, control: 'off' }, outcome: 'minutes' },
    value,
    ...waldInference(value, 0.1, { kind: 't', df: 100 }, { level: 0.95, boundsLevel: 0.95 }),
  }) as Estimate;
const protocolOf = (...treatments: readonly string[]): Protocol =>
  ({ analysis: { guardrailLevel: 0.95 }, assignment: { column: 'arm', control: 'off', treatments } }) as unknown as Protocol;
const spoken = (arm: string, value: number) => ({ outcome, arm, estimate: estimateOf(arm, value) });

it('names the arm where there are several', () => {
  const said = marginFindings(protocolOf('a', 'b'), [spoken('a', 0), spoken('b', 1)]).map((f) => f.says);
  expect(said[0]).toMatch(/^minutes in arm a is unchanged within its margin of 1 \(p/);
  expect(said[1]).toMatch(/^minutes in arm b is not shown to be unchanged within its margin of 1 \(p/);
});

it('shares the error among arms: what holds for one alone need not hold with another', () => {
  const [alone] = marginFindings(protocolOf('a'), [spoken('a', 0.82)]);
  const [, together] = marginFindings(protocolOf('b', 'a'), [spoken('b', 0), spoken('a', 0.82)]);
  expect([alone.verdict, together.verdict]).toEqual(['pass', 'warn']);
  expect(together.pValue).toBeCloseTo(2 * alone.pValue!, 12);
});

it('names none where there is one', () => {
  expect(marginFindings(protocolOf('a'), [spoken('a', 0)])[0].says).toMatch(/^minutes is unchanged within/);
});

it('refuses aloud where there is no standard error, and leaves an early look to its own finding', () => {
  const { standardError, ...bare } = estimateOf('a', 0);
  const found = (interval: Estimate['interval']) => marginFindings(protocolOf('a'), [{ outcome, arm: 'a', estimate: { ...bare, interval } }]);
  expect(found({ ...bare.interval, reference: { kind: 'score' } })).toMatchObject([{ check: 'equivalence', verdict: 'refuse', threshold: 1 }]);
  expect(found({ ...bare.interval, kind: 'anytime' })).toEqual([]);
});
