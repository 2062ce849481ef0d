import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalText, numberOfCanonicalText } from './canonical-text.ts';

describe('the canonical text', () => {
  it.each([
    [1, '1'],
    [1.0, '1'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [9_007_199_254_740_993n, '9007199254740993'],
    [true, 'true'],
    [false, 'false'],
    ['1.0', '1.0'],
    ['', ''],
  ])('of %s is "%s"', (value, text) => {
    expect(canonicalText(value)).toBe(text);
  });

  it('of a number leads back to that number', () => {
    fc.assert(
      fc.property(fc.double(), (x) => {
        expect(numberOfCanonicalText(canonicalText(x))).toBe(x === 0 ? 0 : x);
      }),
    );
  });

  it.each(['', ' ', '01', '1.0', '+1', '1e3', '0x10', ' 1', '-0', '1_000', 'one'])('of no number is "%s"', (text) => {
    expect(numberOfCanonicalText(text)).toBeUndefined();
  });
});
