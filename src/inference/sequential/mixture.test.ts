import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectRelative } from '../../../test/support/agree.ts';
import { bracketedRoot } from '../../math/bracketed-root.ts';
import { logNormalCdf, normalDensity } from '../../math/distributions/normal.ts';
import { integral } from '../../math/gauss-legendre.ts';
import { anytimeCritical, anytimePValue, logMixtureRatio, mixtureAt, mixtureCritical, msprt, msprtSoFar } from './mixture.ts';

const golden = JSON.parse(readFileSync(new URL('../../../goldens/sequential/confseq.json', import.meta.url), 'utf8'));
type Case = { z: number; mixture: number; alpha: number; log: number; critical: number; oneSided: { mixture: number; critical: number } };

/** The bound of a mixture over effects of one sign: log(2 Φ(z sqrt(v / (1 + v)))) is what it has more. */
const oneSidedCritical = (v: number, alpha: number): number =>
  bracketedRoot((z) => logMixtureRatio(z, v) + Math.LN2 + logNormalCdf(z * Math.sqrt(v / (1 + v))) + Math.log(alpha), 0, 2 * mixtureCritical(v, alpha));

describe('the normal mixture', () => {
  it.each(golden.cases as Case[])('is that of confseq: z $z, v $mixture, alpha $alpha', ({ z, mixture, alpha, log, critical, oneSided }) => {
    expect(Math.abs(logMixtureRatio(z, mixture) - log)).toBeLessThan(golden.tolerance);
    expectRelative(mixtureCritical(mixture, alpha), critical, golden.tolerance, 'critical value');
    expectRelative(oneSidedCritical(oneSided.mixture, alpha), oneSided.critical, golden.tolerance, 'one-sided critical value');
  });

  it('at twice alpha is short of the one-sided bound by less than 0.4 % of it', () => {
    for (const v of [0.01, 0.1, 1, 5, 8, 50, 1000]) {
      const ratio = mixtureCritical(v, 0.1) / oneSidedCritical(v, 0.05);
      expect(ratio).toBeLessThan(1);
      expect(ratio).toBeGreaterThan(0.996);
    }
  });

  it('has a p-value of alpha exactly where the interval ends', () => {
    for (const [n, planned, level] of [
      [100, 1000, 0.95],
      [1000, 1000, 0.9],
      [4000, 1000, 0.99],
    ]) {
      const critical = anytimeCritical(n, planned, level);
      expect(anytimePValue(critical, mixtureAt(n, planned, level))).toBeCloseTo(1 - level, 12);
      expect(anytimePValue(-critical, mixtureAt(n, planned, level))).toBeCloseTo(1 - level, 12);
    }
    expect(anytimePValue(0, 3)).toBe(1);
    expect(anytimePValue(60, 3)).toBeGreaterThanOrEqual(0);
  });
});

describe('the mixture sequential probability ratio test', () => {
  it('has the likelihood of effects as large as the worthwhile one over that of none', () => {
    for (const { value, standardError, worthwhile } of [
      { value: 0.3, standardError: 0.1, worthwhile: 0.2 },
      { value: -1.1, standardError: 0.9, worthwhile: -3 },
    ]) {
      const size = Math.abs(worthwhile);
      const likelihood = (effect: number): number => normalDensity((value - effect) / standardError);
      const mixed = integral((effect) => (normalDensity(effect / size) / size) * likelihood(effect), -9 * size, 9 * size);
      expectRelative(msprt({ value, standardError, worthwhile }).likelihoodRatio, mixed / likelihood(0), 1e-10, 'ratio');
    }
  });

  it('leaves out of its interval what its p-value speaks against', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), fc.double({ min: 0.05, max: 20, noNaN: true }), (z, worthwhile) => {
        const { low, high, pValue } = msprt({ value: z * 0.7, standardError: 0.7, worthwhile, level: 0.9 });
        return low > 0 || high < 0 ? pValue <= 0.1 + 1e-12 : pValue >= 0.1 - 1e-12;
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('has a p-value over several looks that never rises', () => {
    const looks = [0.1, 0.5, 0.2, 0.9, 0.4].map((value, k) => ({ value, standardError: 0.4 / Math.sqrt(k + 1) }));
    const found = msprtSoFar(looks, { worthwhile: 0.5 }).map(({ pValue }) => pValue);
    expect(found).toEqual([...found].sort((a, b) => b - a));
    expect(Math.min(...found)).toBe(msprt({ ...looks[3], worthwhile: 0.5 }).pValue);
    expect(found[4]).toBe(found[3]);
  });

  it.each([
    [{ worthwhile: 0 }, 'worthwhile is 0'],
    [{ standardError: 0 }, 'standardError is 0'],
    [{ value: Number.NaN }, 'value is NaN'],
    [{ level: 1 }, 'level is 1'],
  ])('refuses %o', (changed, says) => {
    expect(() => msprt({ value: 1, standardError: 1, worthwhile: 1, ...changed })).toThrow(says);
  });
});
