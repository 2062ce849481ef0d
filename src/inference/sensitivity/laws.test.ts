import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studentTQuantile } from '../../math/distributions/student-t.ts';
import { asStrongAs, benchmarkBounds, strongestBound } from './benchmarks.ts';
import { sensitivityContour } from './contours.ts';
import { adjustedForHiddenCause, biasBound, robustnessValue } from './robustness-value.ts';

const coefficients = fc
  .record({
    t: fc.double({ min: 0.01, max: 60, noNaN: true }),
    sign: fc.constantFrom(-1, 1),
    standardError: fc.double({ min: 0.01, max: 100, noNaN: true }),
    df: fc.integer({ min: 3, max: 5000 }),
  })
  .map(({ t, sign, standardError, df }) => ({ estimate: sign * t * standardError, standardError, df }));
const share = fc.double({ min: 0, max: 0.9, noNaN: true });

describe('laws of robustness values', () => {
  it('the bias at the robustness value is the share of the estimate', () => {
    fc.assert(
      fc.property(coefficients, fc.double({ min: 0.1, max: 1.5, noNaN: true }), (c, q) => {
        const rv = robustnessValue(c, { share: q });
        expect(biasBound(c, { withTreatment: rv, withOutcome: rv }) / Math.abs(q * c.estimate)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('no cause up to the robustness value of an interval takes its significance, and one at it just does', () => {
    fc.assert(
      fc.property(coefficients, share, share, (c, a, b) => {
        const rv = robustnessValue(c, { alpha: 0.05 });
        const critical = studentTQuantile(0.975, c.df - 1);
        const signed = (withTreatment: number, withOutcome: number): number =>
          Math.sign(c.estimate) * adjustedForHiddenCause(c, { withTreatment, withOutcome }).t;
        if (rv === 0) {
          expect(signed(0, 0)).toBeLessThanOrEqual(critical * (1 + 1e-9));
          return;
        }
        expect(signed(a * rv, b * rv)).toBeGreaterThanOrEqual(critical * (1 - 1e-9));
        // With the treatment at its limit, the worst strength with the outcome may lie inside: 1 / R2y is then what is left of t.
        const worst = Math.min(...Array.from({ length: 2001 }, (_, i) => signed(rv, (rv * i) / 2000)));
        expect(worst / critical).toBeCloseTo(1, 3);
      }),
    );
  });

  it('rises with t, and falls with the level asked for', () => {
    fc.assert(
      fc.property(coefficients, fc.double({ min: 1.001, max: 3, noNaN: true }), (c, more) => {
        const stronger = { ...c, estimate: c.estimate * more };
        for (const alpha of [1, 0.05, 0.01]) expect(robustnessValue(stronger, { alpha })).toBeGreaterThanOrEqual(robustnessValue(c, { alpha }));
        expect(robustnessValue(c, { alpha: 0.05 })).toBeLessThanOrEqual(robustnessValue(c));
        expect(robustnessValue(stronger)).toBeGreaterThan(robustnessValue(c));
        expect(robustnessValue(c)).toBeLessThan(1);
      }),
    );
  });

  it('the contour of zero passes through the robustness value, and the estimate is zero along it', () => {
    fc.assert(
      fc.property(coefficients, fc.double({ min: 0.02, max: 0.98, noNaN: true }), (c, x) => {
        const rv = robustnessValue(c);
        if (rv < 1e-6) return;
        expect(sensitivityContour(c, 0, [rv])[0][1] / rv).toBeCloseTo(1, 9);
        for (const [withTreatment, withOutcome] of sensitivityContour(c, 0, [x]))
          expect(adjustedForHiddenCause(c, { withTreatment, withOutcome }).estimate / c.standardError).toBeCloseTo(0, 9);
      }),
    );
  });

  it('a cause with nothing, and a benchmark zero times, change nothing but a degree of freedom', () => {
    fc.assert(
      fc.property(coefficients, share, share, (c, withTreatment, withOutcome) => {
        const none = asStrongAs({ name: 'x', withTreatment, withOutcome }, 0)!;
        expect(none).toEqual({ withTreatment: 0, withOutcome: 0 });
        const { estimate, standardError } = adjustedForHiddenCause(c, none);
        expect(estimate).toBe(c.estimate);
        expect(standardError / c.standardError).toBeCloseTo(Math.sqrt(c.df / (c.df - 1)), 12);
      }),
    );
  });

  it('the bias grows with how many times the benchmark is taken, until no cause can be that strong', () => {
    fc.assert(
      fc.property(
        coefficients,
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        fc.double({ min: 0.001, max: 0.9, noNaN: true }),
        (c, withTreatment, withOutcome) => {
          const rows = benchmarkBounds(c, [{ name: 'x', withTreatment, withOutcome }], { times: [0.5, 1, 2, 3, 5] });
          const biases = rows.map(({ cause }) => cause?.bias ?? Number.POSITIVE_INFINITY);
          expect([...biases].sort((a, b) => a - b)).toEqual(biases);
          expect(strongestBound(rows)!.cause?.bias ?? Number.POSITIVE_INFINITY).toBe(Math.max(...biases));
        },
      ),
    );
  });
});
