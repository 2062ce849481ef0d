import { describe, expect, it } from 'vitest';
import { launch } from '../../../test/report/study-result.ts';
import type { Estimate, Interval } from '../../estimate/estimate.ts';
import { measureOf } from '../../estimate/unit.ts';
import { estimateById } from '../look-up.ts';
import { intervalInWords, intervalText, levelText, referenceText } from './interval.ts';
import { printed, printedBound } from './printed.ts';

const pp = measureOf({ kind: 'share' });

function interval(pieces: Interval['pieces'], more: Partial<Interval> = {}): Interval {
  return { pieces, level: 0.95, side: 'two-sided', kind: 'pointwise', reference: { kind: 'normal' }, ...more };
}

describe('intervals', () => {
  it.each([
    [[{ low: 0.0288, high: 0.0618 }], '[+2.9, +6.2]'],
    [[{ high: -0.002 }, { low: 0.001 }], '(-inf, -0.2] or [+0.1, inf)'],
    [[{ low: 0.01 }], '[+1.0, inf)'],
    [[{}], 'the whole line'],
    [[], 'empty'],
  ])('writes %j as %s', (pieces, text) => expect(intervalText(interval(pieces), 1, pp)).toBe(text));

  it('says a bounded interval in words with its unit, and keeps the notation of any other set', () => {
    expect(intervalInWords(interval([{ low: 0.0288, high: 0.0618 }]), 1, pp)).toBe('+2.9 to +6.2 pp');
    expect(intervalInWords(interval([{ low: 0.0288 }]), 1, pp)).toBe('[+2.9, inf)');
  });

  it('names the kind of interval beside its level', () => {
    expect(levelText(interval([], { kind: 'anytime' }))).toBe('95 % anytime');
    expect(levelText(interval([], { side: 'upper' }))).toBe('95 % one-sided');
    expect(referenceText(interval([], { reference: { kind: 't', df: 11_998.2 } }))).toBe('t with 11,998 degrees of freedom');
  });
});

describe('an estimate as text', () => {
  const resolved = estimateById(launch, 'resolved');

  it('rounds value and bounds by the standard error, to the same decimals', () => {
    expect(printed(resolved)).toMatchObject({ effect: '+4.53 pp', interval: '[+2.88, +6.18]', standardError: '0.84', relative: '+9.1 %', pValue: 'p < 0.001' });
  });

  it('prints a set without a standard error by its width, and a missing standard error as a dash', () => {
    expect(printed(estimateById(launch, 'escalated-complier'))).toMatchObject({
      effect: '-31 pp',
      interval: '(-inf, -22] or [+10, inf)',
      standardError: '–',
      pValue: '–',
    });
  });

  it('takes the bound on the harmful side', () => {
    const claims = estimateById(launch, 'unsupported_claim');
    const margin = { better: 'lower', relative: false, tolerance: 0.005 } as const;
    expect(printedBound(claims, margin)).toMatchObject({ side: 'upper', text: '+0.41 pp' });
    expect(printedBound(claims, { ...margin, better: 'higher' })).toMatchObject({ side: 'lower', text: '-0.19 pp' });
    expect(printedBound(claims, { ...margin, relative: true })).toBeUndefined();
    expect(printedBound(estimateById(launch, 'latency_seconds'), { ...margin, relative: true })).toMatchObject({ text: '+3.29 %', beside: '+0.075 seconds' });
    expect(printedBound(estimateById(launch, 'latency_seconds'), margin)).toMatchObject({ text: '+0.075 seconds', beside: '+3.29 %' });
  });

  it('says that a bound holds at every look where its interval does', () => {
    const margin = { better: 'lower', relative: false, tolerance: 0.005 } as const;
    expect(printedBound(resolved, margin)?.level).toBe('95 %');
    expect(printedBound({ ...resolved, interval: { ...resolved.interval, kind: 'anytime' } }, margin)?.level).toBe('95 % anytime');
  });

  it('gives an interval the digits that tell its ends from zero and from what is worthwhile', () => {
    const near = { ...resolved, value: 0.0222, standardError: 0.011, interval: interval([{ low: 0.0004, high: 0.044 }]) };
    expect(printed(near)).toMatchObject({ effect: '+2.2 pp', interval: '[+0.04, +4.40]', intervalInWords: '+0.04 to +4.40 pp' });
    expect(printed({ ...near, interval: interval([{ low: 0.0212, high: 0.044 }]) }, 'full', [0.02]).interval).toBe('[+2.1, +4.4]');
    expect(printed({ ...near, interval: interval([{ low: 0.0199, high: 0.044 }]) }, 'full', [0.02]).interval).toBe('[+1.99, +4.40]');
    expect(printed({ ...near, interval: interval([{ low: 0, high: 0.044 }]) }).interval).toBe('[0.0, +4.4]');
  });

  it('gives a bound the digits that tell it from its tolerance', () => {
    const claims = estimateById(launch, 'unsupported_claim');
    const margin = { better: 'lower', relative: false, tolerance: 0.0041 } as const;
    expect(printedBound(claims, margin)?.text).toBe('+0.409 pp');
    expect(printedBound({ ...claims, bounds: { level: 0.95, low: -0.001, high: 0.0041 } }, margin)?.text).toBe('+0.41 pp');
    expect(printedBound({ ...claims, bounds: { level: 0.95, low: -0.00501, high: 0 } }, { ...margin, better: 'higher', tolerance: 0.005 })?.text).toBe(
      '-0.501 pp',
    );
  });

  it('reads a spread that is only noise as none, and keeps to six digits of the value above it', () => {
    const ms = { ...resolved, estimand: { ...resolved.estimand, unit: { kind: 'named', name: 'ms' } }, value: -50 } as const;
    const certain = { ...ms, standardError: 7e-15, interval: interval([{ low: -50.000_000_000_000_01, high: -50 }]) };
    expect(printed(certain)).toMatchObject({ effect: '-50.0 ms', interval: '[-50.0, -50.0]' });
    expect(printed({ ...ms, standardError: 2e-6, interval: interval([{ low: -50.000_004, high: -49.999_996 }]) })).toMatchObject({
      effect: '-50.0000 ms',
      standardError: '0.0000020',
    });
    const share = { ...resolved, value: 1, standardError: 0, interval: interval([{ low: 0.99783, high: 1 }]) };
    expect(printed(share)).toMatchObject({ effect: '+100.00 pp', interval: '[+99.78, +100.00]' });
  });

  it('prints a relative effect in every shape of its set, by the digits of its value where the set has no ends', () => {
    const shaped = (pieces: Interval['pieces']): Estimate => ({ ...resolved, relative: { value: 0.113, controlMean: 0.01, interval: interval(pieces) } });
    const texts = [[{ low: 0.1, high: 0.126 }], [{ high: -4.51 }, { low: -0.206 }], [{}]].map((pieces) => {
      const { relative, relativeInterval } = printed(shaped(pieces));
      return [relative, relativeInterval];
    });
    expect(texts).toEqual([
      ['+11.30 %', '[+10.00, +12.60]'],
      ['+11.3 %', '(-inf, -451.0] or [-20.6, inf)'],
      ['+11.3 %', 'the whole line'],
    ]);
  });

  it('throws on a value that is not a number', () => {
    expect(() => printed({ ...resolved, value: Number.NaN } satisfies Estimate)).toThrow(/NaN reached the report/);
  });
});
