import { describe, expect, it } from 'vitest';
import { shiftNear } from './pilot.ts';

describe('the constant that sums are centred on', () => {
  it.each([
    ['a share', 0.52, 0, 1, 0],
    ['a count', 12.4, 3, 40, 0],
    ['a count far from zero', 112.4, 100, 140, 112.5],
    ['seconds since 1970', 1.7e9 + 0.3, 1.7e9 - 5000, 1.7e9 + 5000, 1.7e9],
  ])('is round for %s, so that whole numbers stay exact', (_, mean, low, high, shift) => {
    expect(shiftNear(mean, low, high)).toBe(shift);
  });

  it('lies within a hundredth of the range of a mean that is far from zero', () => {
    for (const range of [1e-6, 0.3, 7, 1e6]) {
      for (const low of [-1e8, -1e7, 3e6]) expect(Math.abs(shiftNear(low + range / 3, low, low + range) - (low + range / 3))).toBeLessThanOrEqual(range / 100);
    }
  });

  it('is the value itself where all are equal, and zero where nothing is known', () => {
    expect(shiftNear(0.1, 0.1, 0.1)).toBe(0.1);
    expect(shiftNear(Number.NaN, Number.NaN, Number.NaN)).toBe(0);
  });
});
