import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
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
  const said = marginFindings(protocolOf('a', 'b'), [spoken('a', 0), spoken('b', 1)], []).map((f) => f.says);
  expect(said[0]).toMatch(/^minutes in arm a is unchanged within its margin of 1 \(p/);
  expect(said[1]).toMatch(/^minutes in arm b is not shown to be unchanged within its margin of 1 \(p/);
});

it('shares the error among arms: what holds for one alone need not hold with another', () => {
  const [alone] = marginFindings(protocolOf('a'), [spoken('a', 0.82)], []);
  const [, together] = marginFindings(protocolOf('b', 'a'), [spoken('b', 0), spoken('a', 0.82)], []);
  expect([alone.verdict, together.verdict]).toEqual(['pass', 'warn']);
  expect(together.pValue).toBeCloseTo(2 * alone.pValue!, 12);
});

it('names none where there is one', () => {
  expect(marginFindings(protocolOf('a'), [spoken('a', 0)], [])[0].says).toMatch(/^minutes is unchanged within/);
});

it('refuses aloud where there is no standard error, and leaves an early look to its own finding', () => {
  const { standardError, ...bare } = estimateOf('a', 0);
  const found = (interval: Estimate['interval']) => marginFindings(protocolOf('a'), [{ outcome, arm: 'a', estimate: { ...bare, interval } }], []);
  expect(found({ ...bare.interval, reference: { kind: 'score' } })).toMatchObject([{ check: 'equivalence', verdict: 'refuse', threshold: 1 }]);
  const { bounds, ...unbounded } = bare;
  const interval = { ...bare.interval, kind: 'anytime' } as const;
  expect(marginFindings(protocolOf('a'), [{ outcome, arm: 'a', estimate: { ...unbounded, interval } }], [])).toEqual([]);
});

it.each(['anytime', 'repeated'] as const)('holds bounds that are %s against the margin, without a p-value', (kind) => {
  const at = (low: number, high: number) => {
    const e = estimateOf('a', 0);
    const bounded: Estimate = { ...e, interval: { ...e.interval, kind }, bounds: { level: 0.95, low, high } };
    return marginFindings(protocolOf('a'), [{ outcome, arm: 'a', estimate: bounded }], [])[0];
  };
  expect(at(-0.9, 0.9)).toMatchObject({ verdict: 'pass', says: 'minutes is unchanged within its margin of 1.' });
  expect(at(-1.1, 0.9)).toMatchObject({ verdict: 'warn', says: 'minutes is not shown to be unchanged within its margin of 1.' });
  expect(at(1.1, 1.9)).toMatchObject({ verdict: 'warn', says: 'minutes has changed by more than its margin of 1.' });
  expect(at(-1.9, -1.1)).toMatchObject({ verdict: 'warn', says: 'minutes has changed by more than its margin of 1.' });
});

it('claims nothing of an outcome that cannot be judged in this arm', () => {
  const open: Finding = {
    check: 'heavy-tail',
    about: { column: outcome.name, arm: 'a' },
    verdict: 'fail',
    inconclusive: 'few values decide its mean',
    says: 's',
  };
  const [a, b] = marginFindings(protocolOf('a', 'b'), [spoken('a', 0), spoken('b', 0)], [open]);
  expect(a).toMatchObject({ check: 'equivalence', verdict: 'refuse', says: expect.stringMatching(/cannot be held against .*: few values decide its mean\.$/) });
  expect(b.verdict).toBe('pass');
});

it('leaves a p-value at one, however many arms share it', () => {
  const said = marginFindings(protocolOf('a', 'b'), [spoken('a', 1), spoken('b', 1)], []);
  expect(said.map((f) => f.pValue)).toEqual([1, 1]);
});

describe('what is said of a margin', () => {
  const found = (value: number, change: Partial<Outcome>, standardError = 0.1) => {
    const { equivalence, ...plain } = outcome;
    const e: Estimate = { ...estimateOf('a', value), ...waldInference(value, standardError, { kind: 't', df: 100 }, { level: 0.95, boundsLevel: 0.95 }) };
    return marginFindings(protocolOf('a'), [{ outcome: { ...plain, ...change }, arm: 'a', estimate: e }], []);
  };
  const better = { better: 'higher', superiority: 1 } as const;

  it.each<[says: string, verdict: string, value: number, change: Partial<Outcome>]>([
    ['minutes is unchanged within its margin of 1', 'pass', 0.5, { equivalence: 1 }],
    ['minutes has changed by more than its margin of 1', 'warn', 1.5, { equivalence: 1 }],
    ['minutes is not shown to be unchanged within its margin of 1', 'warn', 1, { equivalence: 1 }],
    ['minutes is better by more than its margin of 1', 'pass', 1.5, better],
    ['minutes is better by more than its margin of 1', 'pass', -1.5, { better: 'lower', superiority: 1 }],
    ['minutes is not better by its margin of 1', 'warn', 0.5, better],
    ['minutes is not shown to be better by its margin of 1', 'warn', 1, better],
  ])('%s: %s', (says, verdict, value, change) => {
    expect(found(value, change)).toMatchObject([{ verdict, threshold: 1, about: { column: 'minutes', arm: 'a', estimate: 'itt:minutes:a' } }]);
    expect(found(value, change)[0].says.startsWith(`${says} (p`)).toBe(true);
  });

  it('tells the chance of a pass where nothing is shown, and only there', () => {
    expect(found(1, { equivalence: 1 }, 0.4)[0].says).toMatch(/; a study this precise shows it with probability \d+\.\d % when nothing changed\.$/);
    expect(found(1, { ...better, worthwhile: 2 })[0].says).toMatch(/with probability 100\.0 % when the effect is the worthwhile one\.$/);
    expect(found(1, better)[0].says).toMatch(/\(p = [\d.]+\)\.$/);
    expect(found(0.5, { equivalence: 1 })[0].says).toMatch(/\(p < 0\.001\)\.$/);
    expect(found(1.5, { equivalence: 1 })[0].says).toMatch(/\(p > 0\.99\)\.$/);
  });

  it('mends what fails by reading the effect, what is open by more units, and nothing that passes', () => {
    expect(found(1.5, { equivalence: 1 })[0].mend).toBe('Read the effect itself.');
    expect(found(1, { equivalence: 1 })[0].mend).toMatch(/^Take more units/);
    expect(found(0.5, { equivalence: 1 })[0]).not.toHaveProperty('mend');
  });

  it('has no p-value where the standard error is zero', () => {
    const [finding] = found(0.5, { equivalence: 1 }, 0);
    expect(finding).not.toHaveProperty('pValue');
    expect(finding.says).toBe('minutes is not shown to be unchanged within its margin of 1.');
  });

  it('is a finding for each margin that is declared, of outcomes that have an estimate', () => {
    expect(found(0.5, { equivalence: 1, superiority: 0.25, better: 'higher' }).map((f) => [f.check, f.threshold])).toEqual([
      ['equivalence', 1],
      ['superiority', 0.25],
    ]);
    expect(found(0.5, {})).toEqual([]);
    expect(marginFindings(protocolOf('a'), [{ outcome, arm: 'a', estimate: undefined }], [])).toEqual([]);
  });

  it('refuses by the name of outcome, arm and margin', () => {
    const { standardError, ...bare } = estimateOf('a', 0);
    const { test, ...untested } = estimateOf('a', 0);
    const score: Estimate = { ...untested, interval: { ...bare.interval, reference: { kind: 'score' } } };
    for (const e of [bare, score]) {
      expect(marginFindings(protocolOf('a', 'b'), [{ outcome, arm: 'a', estimate: e }, spoken('b', 0)], [])[0]).toMatchObject({
        about: { column: 'minutes', arm: 'a', estimate: 'itt:minutes:a' },
        verdict: 'refuse',
        says: 'minutes in arm a has an interval without a standard error, which is not tested against its margin of 1.',
      });
    }
  });
});
