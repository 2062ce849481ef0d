import { describe, expect, it } from 'vitest';
import { waldEstimate } from '../../../test/support/wald-estimate.ts';
import type { Estimate, Interval, Piece } from '../../estimate/estimate.ts';
import { type HarmBar, hiddenHarm } from './harm.ts';

const interval = (...pieces: readonly Piece[]): Interval => ({ ...waldEstimate({ value: 0 }).interval, pieces });
const segment = (e: Estimate): Estimate => ({ ...e, id: `${e.id}@lang=de`, estimand: { ...e.estimand, segment: { column: 'lang', level: 'de' } } });
const onPieces = (...pieces: readonly Piece[]): Estimate => ({ ...waldEstimate({ value: -2 }), interval: interval(...pieces) });
const between = (low: number, high: number): Estimate => onPieces({ low, high });
const higher: HarmBar = { better: 'higher' };
const lower: HarmBar = { better: 'lower' };
const harms = (bar: HarmBar, inSegment: Estimate, overall: readonly Estimate[] = []) => hiddenHarm(overall, [segment(inSegment)], () => bar).length;

describe('a segment is harmed', () => {
  it.each<[what: string, found: number, bar: HarmBar, e: Estimate]>([
    ['wholly below zero', 1, higher, between(-3, -1)],
    ['touching zero', 0, higher, between(-3, 0)],
    ['wholly above zero', 0, higher, between(1, 3)],
    ['wholly above zero where lower is better', 1, lower, between(1, 3)],
    ['wholly below zero where lower is better', 0, lower, between(-3, -1)],
    ['beyond what is tolerated', 1, { ...higher, tolerance: { value: 0.9, relative: false } }, between(-3, -1)],
    ['as far as is tolerated', 0, { ...higher, tolerance: { value: 1, relative: false } }, between(-3, -1)],
    ['without an upper end', 0, higher, onPieces({ low: -3 })],
    ['without a lower end where lower is better', 0, lower, onPieces({ high: 3 })],
    ['without a lower end', 1, higher, onPieces({ high: -1 })],
    ['without an upper end where lower is better', 1, lower, onPieces({ low: 1 })],
    ['in two pieces', 0, higher, onPieces({ low: -3, high: -2 }, { low: -1.5, high: -1 })],
    ['in no piece', 0, higher, onPieces()],
    ['from a standard error of zero', 0, higher, { ...between(-3, -1), standardError: 0 }],
  ])('by an interval %s: %d', (_, found, bar, e) => expect(harms(bar, e)).toBe(found));

  it('as a share of the control mean, where that is what is tolerated', () => {
    const bar: HarmBar = { better: 'higher', tolerance: { value: 0.1, relative: true } };
    const relative = (low: number, high: number): Estimate => ({
      ...between(-3, -1),
      relative: { value: -0.25, controlMean: 8, interval: interval({ low, high }) },
    });
    expect([harms(bar, relative(-0.4, -0.11)), harms(bar, relative(-0.4, -0.1)), harms(bar, between(-3, -1))]).toEqual([1, 0, 0]);
  });
});

describe('the average hides it', () => {
  it('unless it is as bad on the whole, for the same outcome and arm', () => {
    const whole = (change: Parameters<typeof waldEstimate>[0]): Estimate => ({ ...waldEstimate(change), interval: interval({ low: -3, high: -1 }) });
    expect(harms(higher, between(-3, -1), [whole({ value: -2 })])).toBe(0);
    expect(harms(higher, between(-3, -1), [{ ...whole({ value: -2 }), interval: interval({ low: -3, high: 1 }) }])).toBe(1);
    expect(harms(higher, between(-3, -1), [whole({ value: -2, outcome: 'z' })])).toBe(1);
    expect(harms(higher, between(-3, -1), [whole({ value: -2, treatment: '2' })])).toBe(1);
  });
});

describe('the finding', () => {
  const said = (bar: HarmBar, e: Estimate) => hiddenHarm([], [segment(e)], () => bar)[0];

  it('names arm, outcome, size and segment, and what the interval is beyond', () => {
    expect(said(higher, between(-3, -1))).toMatchObject({
      check: 'harmed-segment',
      verdict: 'fail',
      about: { column: 'lang', arm: '1', estimate: 'itt:y:1@lang=de' },
      statistic: -2,
      says: expect.stringMatching(/in arm 1, y gets worse by 2 where lang is de, .* is wholly on the bad side\.$/),
      mend: 'Leave lang = de out of the launch, or find out what goes wrong there first.',
    });
    const tolerant = { ...higher, label: 'Solved', tolerance: { value: 0.5, relative: false } };
    expect(said(tolerant, between(-3, -1)).says).toMatch(/Solved gets worse by 2 where .* wholly beyond its tolerance\.$/);
  });

  it('says a share where a share of the control mean is tolerated, else the size in units', () => {
    const relative = { value: -0.25, controlMean: 8, interval: interval({ low: -0.4, high: -0.2 }) };
    const at = (isRelative: boolean) => said({ ...higher, tolerance: { value: 0.1, relative: isRelative } }, { ...between(-3, -1), relative }).says;
    expect(at(true)).toContain('worse by 25.0 % where');
    expect(at(false)).toContain('worse by 2 where');
  });
});
