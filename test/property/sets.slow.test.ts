import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newcombe, newcombeRatio } from '../../src/inference/newcombe.ts';
import { quadraticSet } from '../../src/inference/quadratic-set.ts';
import { type Pair, ratioSet } from '../../src/inference/ratio-set.ts';
import { contains } from '../support/contains.ts';
import { runs } from '../support/runs.ts';

describe('sets', () => {
  const coefficient = fc.double({ min: -5, max: 5, noNaN: true }).map((v) => (Math.abs(v) < 1e-3 ? 0 : v));
  const point = fc.double({ min: -20, max: 20, noNaN: true });

  it('a quadratic set holds the points where the inequality does', () => {
    fc.assert(
      fc.property(coefficient, coefficient, coefficient, fc.array(point, { minLength: 10, maxLength: 30 }), (a, b, c, points) => {
        const pieces = quadraticSet(a, b, c);
        for (const x of points) {
          const at = a * x * x + b * x + c;
          if (Math.abs(at) > 1e-9) expect(contains(pieces, x)).toBe(at < 0);
        }
      }),
      runs(500),
    );
  });

  it('a ratio set holds the ratios that are not rejected, and the ratio itself', () => {
    const positive = fc.double({ min: 0.01, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        coefficient,
        coefficient,
        positive,
        positive,
        fc.double({ min: -0.95, max: 0.95, noNaN: true }),
        fc.array(point, { minLength: 10, maxLength: 30 }),
        (n, d, s1, s2, correlation, points) => {
          const pair: Pair = { numerator: n, denominator: d, numeratorVariance: s1 * s1, denominatorVariance: s2 * s2, covariance: correlation * s1 * s2 };
          const pieces = ratioSet(pair, 1.96);
          if (d !== 0) expect(contains(pieces, n / d)).toBe(true);
          for (const r of points) {
            const statistic = Math.abs(n - r * d) / Math.sqrt(pair.numeratorVariance - 2 * r * pair.covariance + r * r * pair.denominatorVariance);
            if (Math.abs(statistic - 1.96) > 1e-6) expect(contains(pieces, r)).toBe(statistic < 1.96);
          }
        },
      ),
      runs(500),
    );
  });

  const proportion = fc.integer({ min: 1, max: 400 }).chain((n) => fc.record({ events: fc.integer({ min: 0, max: n }), n: fc.constant(n) }));
  it("Newcombe's limits lie within one, hold the difference and flip with the arms", () => {
    fc.assert(
      fc.property(proportion, proportion, fc.constantFrom(0, 0.5, 0.95, 0.9999), (p1, p0, level) => {
        const [{ low, high }, swapped] = [newcombe(p1, p0, level), newcombe(p0, p1, level)];
        const difference = p1.events / p1.n - p0.events / p0.n;
        expect([low >= -1, low <= difference + 1e-15, difference <= high + 1e-15, high <= 1]).toEqual([true, true, true, true]);
        expect([-swapped.high, -swapped.low]).toEqual([expect.closeTo(low, 14), expect.closeTo(high, 14)]);
      }),
      runs(500),
    );
  });

  it('the limits of a ratio are the inverse of those of the inverse ratio', () => {
    fc.assert(
      fc.property(proportion, proportion, fc.constantFrom(0.5, 0.95, 0.9999), (p1, p0, level) => {
        fc.pre(p1.events > 0 && p0.events > 0);
        const [ratio, inverse] = [newcombeRatio(p1, p0, level), newcombeRatio(p0, p1, level)];
        expect(ratio.low * inverse.high!).toBeCloseTo(1, 9);
        expect(ratio.high! * inverse.low).toBeCloseTo(1, 9);
      }),
      runs(500),
    );
  });
});
