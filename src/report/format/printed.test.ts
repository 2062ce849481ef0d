import { describe, expect, it } from 'vitest';
import { launch } from '../../../test/report/study-result.ts';
import type { Estimate, Interval } from '../../estimate/estimate.ts';
import { estimateById } from '../look-up.ts';
import { intervalInWords, intervalText, levelText, referenceText } from './interval.ts';
import { printed, printedBound } from './printed.ts';
import { measureOf } from './unit.ts';

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
    expect(printedBound(claims, 'lower', false)).toMatchObject({ side: 'upper', text: '+0.41 pp' });
    expect(printedBound(claims, 'higher', false)).toMatchObject({ side: 'lower', text: '-0.19 pp' });
    expect(printedBound(claims, 'lower', true)).toBeUndefined();
    expect(printedBound(estimateById(launch, 'latency_seconds'), 'lower', true)).toMatchObject({ text: '+3.29 %' });
  });

  it('throws on a value that is not a number', () => {
    expect(() => printed({ ...resolved, value: Number.NaN } satisfies Estimate)).toThrow(/NaN reached the report/);
  });
});
