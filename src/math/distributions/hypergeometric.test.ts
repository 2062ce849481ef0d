import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypergeometricTwoSided } from './hypergeometric.ts';

interface Case {
  readonly table: readonly [lost1: number, kept1: number, lost0: number, kept0: number];
}

const goldenOf = (name: string) => JSON.parse(readFileSync(new URL(`../../../goldens/losses/${name}.json`, import.meta.url), 'utf8'));
const golden = goldenOf('fisher') as {
  readonly tolerances: { exact: number; scipy: number };
  readonly cases: readonly (Case & { exact: number; scipy: number })[];
};
const fromR = goldenOf('fisher-r') as { readonly tolerance: number; readonly cases: readonly (Case & { pValue: number })[] };

const pValueOf = ([a, b, c, d]: Case['table']): number => hypergeometricTwoSided(a, { drawn: a + b, marked: a + c, total: a + b + c + d });
const relativeError = (actual: number, expected: number): number => Math.abs(actual - expected) / expected;

describe("Fisher's exact test", () => {
  it.each(golden.cases)('$table agrees with 30 digits and with scipy', ({ table, exact, scipy }) => {
    expect(relativeError(pValueOf(table), exact)).toBeLessThan(golden.tolerances.exact);
    expect(relativeError(pValueOf(table), scipy)).toBeLessThan(golden.tolerances.scipy);
  });

  it.each(fromR.cases)('$table agrees with R', ({ table, pValue }) => {
    expect(relativeError(pValueOf(table), pValue)).toBeLessThan(fromR.tolerance);
  });

  it('is the same whichever arm and whichever fate is counted first', () => {
    const count = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const p = pValueOf([a, b, c, d]);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        for (const same of [
          [c, d, a, b],
          [b, a, d, c],
          [a, c, b, d],
        ] as const)
          expect(relativeError(pValueOf(same), p)).toBeLessThan(1e-11);
      }),
      { seed: 20_260_917, numRuns: 300 },
    );
  });

  it('reads zero below what a double holds, and NaN for a count that cannot be', () => {
    expect(pValueOf([1e6, 1e6, 1e3, 1.999e6])).toBe(0);
    expect(hypergeometricTwoSided(4, { drawn: 5, marked: 3, total: 20 })).toBeNaN();
    expect(hypergeometricTwoSided(1, { drawn: 18, marked: 8, total: 20 })).toBeNaN();
  });
});
