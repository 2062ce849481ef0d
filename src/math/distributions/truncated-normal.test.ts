import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { foldedNormalCritical } from './folded-normal.ts';
import { noncentralChiSquareUpperQuantile } from './noncentral-chi-square.ts';
import { normalTail } from './normal.ts';
import { truncatedTail } from './truncated-normal.ts';

const golden = JSON.parse(readFileSync(new URL('../../../goldens/honest/normal.json', import.meta.url), 'utf8'));
const end = (text: string): number => Number(text.replace('inf', 'Infinity'));

describe('truncatedTail', () => {
  it.each(golden.truncated.rows as [number, string, string, number][])('beyond %s between %s and %s', (z, low, high, chance) => {
    expect(Math.abs(truncatedTail(z, end(low), end(high)) / chance - 1)).toBeLessThan(golden.tolerance.truncated);
  });

  it('is one below the ends and zero above them', () => {
    expect([truncatedTail(-1, 0, 2), truncatedTail(0, 0, 2), truncatedTail(2, 0, 2), truncatedTail(3, 0, 2)]).toEqual([1, 1, 0, 0]);
  });

  it('falls in the value and rises in both ends', () => {
    for (const z of [-3, -0.5, 0.1, 2, 8, 33]) {
      const at = truncatedTail(z, z - 0.7, z + 0.4);
      expect(truncatedTail(z + 0.01, z - 0.7, z + 0.4)).toBeLessThan(at);
      expect(truncatedTail(z, z - 0.69, z + 0.4)).toBeGreaterThan(at);
      expect(truncatedTail(z, z - 0.7, z + 0.41)).toBeGreaterThan(at);
    }
  });
});

describe('foldedNormalCritical', () => {
  it.each(golden.folded.rows as [number, number, number][])('shift %s, alpha %s', (shift, alpha, critical) => {
    expect(Math.abs(foldedNormalCritical(shift, alpha) / critical - 1)).toBeLessThan(golden.tolerance.folded);
  });

  it('is the root of a noncentral chi-square quantile, and leaves alpha beyond', () => {
    for (const shift of [0.3, 1.7, 4]) {
      const c = foldedNormalCritical(shift, 0.05);
      expect(c ** 2).toBeCloseTo(noncentralChiSquareUpperQuantile(0.05, 1, shift ** 2), 8);
      expect(normalTail(c - shift) + normalTail(c + shift)).toBeCloseTo(0.05, 12);
    }
  });
});
