import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../../estimate/estimate.ts';
import { measureOf } from '../../estimate/unit.ts';
import { count, fixed, percent, plain, pValue, signed } from './number.ts';
import { decimalsFor, decimalsOf } from './precision.ts';
import { amount, declared } from './unit.ts';

const pp = measureOf({ kind: 'share' });
const usd = measureOf({ kind: 'money', currency: 'USD' });

function interval(pieces: Interval['pieces'], more: Partial<Interval> = {}): Interval {
  return { pieces, level: 0.95, side: 'two-sided', kind: 'pointwise', reference: { kind: 'normal' }, ...more };
}

describe('precision', () => {
  it.each([
    [0.84, 2],
    [0.148, 2],
    [8.4, 1],
    [12.3, 0],
    [123, -1],
    [0.0996, 2],
    [0.00183, 4],
  ])('shows two significant digits of a spread of %f with %i decimals', (spread, decimals) => expect(decimalsFor(spread)).toBe(decimals));

  it('takes a quarter of the width of the interval where there is no standard error', () => {
    expect(decimalsOf(4.53, undefined, interval([{ low: 2.88, high: 6.18 }]), 1)).toBe(decimalsFor(3.3 / 4));
  });

  it('takes the longer arm of a lopsided interval', () => {
    expect(decimalsOf(1, 0, interval([{ low: 0.99783, high: 1 }]), 100)).toBe(2);
  });

  it('takes what is known of an unbounded set', () => {
    expect(decimalsOf(-0.31, undefined, interval([{ high: -0.2214 }, { low: 0.1043 }]), 100)).toBe(0);
  });

  it('shows three significant digits of a value without any spread', () => {
    expect(decimalsOf(0.113, undefined, undefined, 100)).toBe(1);
    expect(decimalsOf(0, 0, undefined, 1)).toBe(0);
  });
});

describe('numbers', () => {
  it('separates thousands', () => {
    expect(count(12_000)).toBe('12,000');
    expect(fixed(-1234.567, 1)).toBe('-1,234.6');
    expect(fixed(1234, -1)).toBe('1,230');
    expect(plain(0.0001234)).toBe('0.0001234');
  });

  it('never writes a negative zero', () => {
    expect(fixed(-0.001, 2)).toBe('0.00');
    expect(signed(-0, 1)).toBe('0.0');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -6, max: 12 }), (value, decimals) => {
        expect(signed(value, decimals)).not.toMatch(/^[-+]0(\.0*)?(e[+-]\d+)?$/);
      }),
    );
  });

  it('is the number to half a unit of its last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 0, max: 8 }), (value, decimals) => {
        expect(Math.abs(Number(fixed(value, decimals).replaceAll(',', '')) - value)).toBeLessThanOrEqual(0.5000001 * 10 ** -decimals);
      }),
    );
  });

  it('keeps tiny and huge numbers readable', () => {
    expect(signed(1.23e-11, 12)).toBe('+1.2e-11');
    expect(fixed(2.5e20, -19)).toBe('2.5e+20');
    expect(fixed(-50, 12)).toBe('-50.000000000000');
    expect(fixed(0, 12)).toBe('0.00000000');
  });

  it('refuses what is not a number', () => {
    expect(() => fixed(Number.NaN, 2)).toThrow(/NaN reached the report/);
    expect(() => plain(Infinity)).toThrow(/Infinity reached the report/);
    expect(() => pValue(Number.NaN)).toThrow(/NaN/);
  });

  it.each([
    [0.0123, 'p = 0.012'],
    [0.7014, 'p = 0.70'],
    [0.0996, 'p = 0.10'],
    [0.0009, 'p < 0.001'],
    [0, 'p < 0.001'],
    [0.9999, 'p > 0.99'],
  ])('writes a p-value of %f as %s', (p, text) => expect(pValue(p)).toBe(text));

  it('writes levels in percent', () => {
    expect(percent(0.95)).toBe('95 %');
    expect(percent(0.999)).toBe('99.9 %');
  });
});

describe('units', () => {
  it('prints differences of shares in percentage points', () => expect(amount(0.0453, 1, pp)).toBe('+4.5 pp'));
  it('sets the currency between sign and digits', () => {
    expect(amount(0.61, 2, usd)).toBe('+$0.61');
    expect(amount(-0.61, 2, measureOf({ kind: 'money', currency: 'EUR' }))).toBe('-€0.61');
    expect(amount(0.61, 2, measureOf({ kind: 'money', currency: 'GBP' }))).toBe('+£0.61');
    expect(amount(0.61, 2, measureOf({ kind: 'money', currency: 'CHF' }))).toBe('+0.61 CHF');
    expect(amount(4.5, 1, usd)).toBe('+$4.50');
    expect(amount(-0.001, 2, usd)).toBe('$0.00');
  });
  it('abbreviates named units only when asked', () => {
    expect(amount(-1.3, 1, measureOf({ kind: 'named', name: 'minutes' }))).toBe('-1.3 minutes');
    expect(amount(-1.3, 1, measureOf({ kind: 'named', name: 'minutes' }, 'short'))).toBe('-1.3 min');
    expect(amount(1.0562, 3, measureOf({ kind: 'ratio' }))).toBe('1.056 times');
    expect(amount(2, 0, measureOf({ kind: 'plain' }))).toBe('+2');
  });
  it('prints a declared margin as declared', () => {
    expect(declared(0.02, pp)).toBe('2 pp');
    expect(declared(0.07, pp)).toBe('7 pp');
    expect(declared(-0.05, usd)).toBe('-$0.05');
  });
});
