import { describe, expect, it } from 'vitest';
import { between, type Ends, outcomeOf, spoken } from '../../../test/support/spoken.ts';
import { waldEstimate } from '../../../test/support/wald-estimate.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { passProbability } from '../../inference/margins.ts';
import { waldInference } from '../../inference/wald.ts';
import type { Outcome } from '../../protocol/protocol.ts';
import type { GuardrailVerdict } from '../result.ts';
import type { Evidence } from './evidence.ts';
import { guardrailVerdicts } from './guardrails.ts';

const judged = (e: Estimate | undefined, change: Partial<Outcome> = {}): GuardrailVerdict =>
  guardrailVerdicts({
    headlines: [spoken(outcomeOf('g', { role: 'guardrail', better: 'lower', tolerance: { value: 1, relative: false }, ...change }), e)],
    findings: [],
  } as unknown as Evidence)[0];
const relative = { tolerance: { value: 1, relative: true } };
const inPercent = ([low, high]: Ends, e = between([-9, 9])): Estimate => ({
  ...e,
  relative: { value: (low + high) / 2, controlMean: 1, bounds: { level: 0.95, low, high } },
});

describe('a guardrail by its one-sided bounds', () => {
  it.each<[better: Outcome['better'], bounds: Ends, verdict: GuardrailVerdict['verdict']]>([
    ['lower', [-5, 1], 'pass'],
    ['lower', [-5, 1.01], 'inconclusive'],
    ['lower', [1, 5], 'inconclusive'],
    ['lower', [1.01, 5], 'fail'],
    ['lower', [-5, -1.01], 'pass'],
    ['higher', [-1, 5], 'pass'],
    ['higher', [-1.01, 5], 'inconclusive'],
    ['higher', [-5, -1], 'inconclusive'],
    ['higher', [-5, -1.01], 'fail'],
    ['higher', [1.01, 5], 'pass'],
    ['higher', [-0.9, 0.5], 'pass'],
    ['higher', [-2, -0.5], 'inconclusive'],
  ])('that is better when %s, between %s: %s', (better, bounds, verdict) => {
    expect(judged(between(bounds), { better }).verdict).toBe(verdict);
    expect(judged(inPercent(bounds), { better, ...relative }).verdict).toBe(verdict);
  });

  it('is judged by its bounds, and told by its interval', () => {
    const e: Estimate = { ...between([-0.5, 3]), bounds: { level: 0.95, low: 0.1, high: 0.9 } };
    expect(judged(e)).toMatchObject({ verdict: 'pass', says: 'g is within its tolerance.' });
    expect(judged({ ...e, interval: between([0.05, 3]).interval }).says).toBe('g is worse, by less than its tolerance.');
    expect(judged({ ...e, interval: between([0, 3]).interval }).says).toBe('g is within its tolerance.');
  });

  it('is not said to be worse where its interval does not tell', () => {
    const rays = { ...between([0.1, 0.9]).interval, pieces: [{ high: -3 }, { low: 0.1 }] };
    expect(judged({ ...between([0.1, 0.9]), interval: rays }).says).toBe('g is within its tolerance.');
  });

  it('names estimate, tolerance and direction', () =>
    expect(judged(between([-5, 1], 'g'), { better: 'higher', label: 'Harm' })).toMatchObject({
      outcome: 'g',
      estimate: 'itt:g:1',
      tolerance: 1,
      relative: false,
      better: 'higher',
      says: expect.stringMatching(/^Harm /),
    }));

  it('is asked of outcomes with a tolerance only', () => {
    const headlines = [spoken(outcomeOf('y', { role: 'primary' }), between([1, 2]))];
    expect(guardrailVerdicts({ headlines } as unknown as Evidence)).toEqual([]);
  });
});

describe('a guardrail without bounds', () => {
  const { bounds, ...unbounded } = between([-5, 1]);
  const anytime: Estimate = { ...unbounded, interval: { ...unbounded.interval, kind: 'anytime' } };
  it.each<[says: string, e: Estimate | undefined, change?: Partial<Outcome>]>([
    ['g has no estimate to compare with its tolerance.', undefined],
    ['g has no bound to compare with its tolerance.', unbounded],
    ['The standard error of g is zero, which no verdict can rest on.', { ...between([-5, 1]), standardError: 0 }],
    ['g has no bound that holds at an early look.', anytime],
    [
      'The effect on g in percent has no bound: its control mean is not clearly above zero. Declare the tolerance in units of g.',
      { ...between([-5, 1]), relative: { value: 0, controlMean: 1 } },
      relative,
    ],
    ['The effect on g in percent has no bound: its control mean is not clearly above zero. Declare the tolerance in units of g.', between([-5, 1]), relative],
  ])('is not known: %s', (says, e, change) => {
    const found = judged(e, change);
    expect([found.verdict, found.says]).toEqual(['inconclusive', says]);
    expect(found).not.toHaveProperty('power');
  });

  it('names no estimate where there is none', () => expect(judged(undefined)).not.toHaveProperty('estimate'));
});

describe('the power of a guardrail that is not known', () => {
  const wide = waldEstimate({ outcome: 'g', value: 0.25 });
  it('is that of a study as precise, had nothing changed', () => {
    // The upper bound lies below the tolerance of one with the chance of a normal below 1 - 1.645.
    const { power, says } = judged(wide);
    expect(power).toBeCloseTo(0.2595, 4);
    expect(says).toBe(
      'g may be worse by more than its tolerance; these data cannot rule it out. A study this precise rules it out with probability 26.0 % when nothing changed.',
    );
  });

  it('is larger the more precise the study is', () => {
    // Of a normal below 1 / 0.5 - 1.645.
    expect(judged(waldEstimate({ value: 0.25, standardError: 0.5 })).power).toBeCloseTo(0.63876, 5);
  });

  it('follows the degrees of freedom', () => {
    const t: Estimate = { ...wide, ...waldInference(0.25, 1, { kind: 't', df: 5 }, { level: 0.95, boundsLevel: 0.95 }) };
    const expected = passProbability('non-inferiority', { effect: 0, standardError: 1, df: 5 }, 1, 2.015048372669157);
    expect(judged(t).power).toBeCloseTo(expected, 6);
    expect(Math.abs(expected - 0.2595)).toBeGreaterThan(0.01);
  });

  it('is not told in percent, at an early look, or of an interval that no standard error gives', () => {
    const { standardError, ...unsized } = wide;
    const of = (change: Partial<Estimate['interval']>): Estimate => ({ ...wide, interval: { ...wide.interval, ...change } });
    const without = ({ test, ...e }: Estimate): Estimate => e;
    const open: readonly [Estimate, Partial<Outcome>?][] = [
      [inPercent([-2, 2], wide), relative],
      [of({ kind: 'anytime' })],
      [without(of({ reference: { kind: 'score' } }))],
      [unsized],
    ];
    for (const [e, change] of open) {
      const found = judged(e, change);
      expect(found.verdict).toBe('inconclusive');
      expect(found).not.toHaveProperty('power');
      expect(found.says).toBe('g may be worse by more than its tolerance; these data cannot rule it out.');
    }
  });
});
