import { describe, expect, it } from 'vitest';
import { answering, answerOf, waldEstimate } from '../../test/support/wald-estimate.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Levels } from '../inference/wald.ts';
import { heldBySidak, sidakLevel, sidakP } from './sidak.ts';

describe('the level by Sidak', () => {
  it('is the root of the level: two independent intervals of 95 % cover both in 90.25 %', () => {
    expect(sidakLevel(0.9025, 2)).toBeCloseTo(0.95, 12);
    expect(sidakLevel(0.857375, 3)).toBeCloseTo(0.95, 12);
  });
  it('is the level itself for one contrast', () => expect(sidakLevel(0.95, 1)).toBeCloseTo(0.95, 12));
  it('counts as many contrasts in the p-value', () => {
    expect(sidakP(0.05, 2)).toBeCloseTo(0.0975, 14);
    expect(sidakP(0.05, 1)).toBeCloseTo(0.05, 14);
    expect(sidakP(1e-20, 3)).toBeCloseTo(3e-20, 30);
  });
});

describe('estimates held together by Sidak', () => {
  const gains = { fast: { value: 3, standardError: 1 }, slow: { value: 1, standardError: 2 } };
  const told = (outcome: string, levels: Levels): readonly Estimate[] =>
    Object.entries(gains).map(([treatment, gain]) => waldEstimate({ outcome, treatment, control: 'logged', ...gain }, levels));
  const other = (levels: Levels): Estimate => ({ ...waldEstimate({ outcome: 'y', treatment: 'mean', control: 'none', value: 5 }, levels), id: 'mean:y' });
  const levels = { level: 0.9025, boundsLevel: 0.9 };
  const familyOf = ({ estimand: { outcome, contrast } }: Estimate) => (contrast.control === 'logged' ? `policies on ${outcome}` : undefined);
  const held = (change: (e: Estimate, at: Levels) => readonly Estimate[] = (e) => [e]) =>
    answerOf(
      heldBySidak(
        levels,
        2,
        (at) =>
          answering(
            [...told('y', at), ...told('cost', at), other(at)].flatMap((e) => change(e, at)),
            [{ check: 'c', about: {}, verdict: 'pass', says: 's' }],
          ),
        familyOf,
      ),
    );

  it('have the interval of the wider level under the name of the level that is held, and keep their own', () => {
    const [fast] = held().estimates;
    const [wide] = told('y', { level: 0.95, boundsLevel: 0.95 });
    expect(fast.interval).toMatchObject({ level: 0.9025, kind: 'simultaneous' });
    expect(fast.interval.pieces[0].low).toBeCloseTo(wide.interval.pieces[0].low!, 10);
    expect(fast.interval.pieces[0].high).toBeCloseTo(wide.interval.pieces[0].high!, 10);
    expect(fast.pointwise).toEqual(told('y', levels)[0].interval);
  });

  it('have one-sided bounds by Bonferroni: 90 % of two is 95 % of each', () => {
    const [fast] = held().estimates;
    const [wide] = told('y', { level: 0.95, boundsLevel: 0.95 });
    expect(fast.bounds).toEqual({ level: 0.9, low: expect.closeTo(wide.bounds!.low, 10), high: expect.closeTo(wide.bounds!.high, 10) });
  });

  it('have p-values that count the family of their own outcome', () => {
    const [fast, slow] = held().estimates;
    expect(fast.adjusted!.map(({ family, contrasts }) => `${family}: ${contrasts}`)).toEqual(Array(4).fill('policies on y: 2'));
    const by = (e: Estimate, procedure: string) => e.adjusted!.find((a) => a.procedure === procedure)!.pValue;
    const p = [fast, slow].map((e) => e.test!.pValue);
    expect(by(fast, 'max-t')).toBeCloseTo(1 - (1 - p[0]) ** 2, 12);
    expect(by(slow, 'max-t')).toBeCloseTo(1 - (1 - p[1]) ** 2, 12);
    expect(by(fast, 'holm')).toBeCloseTo(2 * p[0], 12);
    expect(by(slow, 'holm')).toBeCloseTo(p[1], 12);
    expect(held().estimates.map((e) => e.adjusted?.[0].family)).toEqual(['policies on y', 'policies on y', 'policies on cost', 'policies on cost', undefined]);
  });

  it('leave alone what belongs to no family, and what is not answered at the wider level', () => {
    const alone = held().estimates.at(-1)!;
    expect(alone).toEqual(other(levels));
    const [fast, slow] = held((e, at) => (at.level === levels.level || e.estimand.contrast.treatment !== 'fast' ? [e] : [])).estimates;
    expect(fast).toEqual(told('y', levels)[0]);
    expect(slow.interval.kind).toBe('simultaneous');
  });

  it('count an estimate without a test as the largest p-value, and adjust nothing of it', () => {
    const untested = ({ test, ...rest }: Estimate): Estimate => rest;
    const [fast, slow] = held((e) => [e.estimand.contrast.treatment === 'slow' ? untested(e) : e]).estimates;
    expect(slow.adjusted).toEqual([]);
    expect(slow.interval.kind).toBe('simultaneous');
    expect(fast.adjusted!.find((a) => a.procedure === 'bh')!.pValue).toBeCloseTo(2 * fast.test!.pValue, 12);
    expect(fast.adjusted!.find((a) => a.procedure === 'hochberg')!.pValue).toBeCloseTo(2 * fast.test!.pValue, 12);
  });

  it('keep the findings of the method', () => expect(held().findings).toMatchObject([{ check: 'c' }]));
});
