import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GoldenCase, golden, goldenCases, goldenFit, worstRelativeError } from '../../test/support/linear-regression-golden.ts';
import { rowsOfColumns } from '../../test/support/moments.ts';
import { type LinearRegression, linearRegression } from '../models/linear-regression.ts';
import type { RowWeights } from '../moments/moments-of.ts';
import { type CovarianceKind, coefficientCovariance, standardErrors } from './sandwich.ts';

const kinds: readonly CovarianceKind[] = ['nonrobust', 'HC0', 'HC1', 'HC2', 'HC3'];

function regress(y: Float64Array, x: Float64Array, weights?: RowWeights): LinearRegression {
  const fit = linearRegression({ outcome: y, design: { names: ['one', 'x'], columns: [x.map(() => 1), x] }, ...(weights && { weights }) });
  if ('kind' in fit) throw new Error(`refused: ${JSON.stringify(fit)}`);
  return fit;
}

function matrix(covariance: ReturnType<typeof coefficientCovariance>): Float64Array {
  if ('kind' in covariance) throw new Error(`refused: ${JSON.stringify(covariance)}`);
  return covariance;
}

describe('coefficientCovariance', () => {
  const cases = goldenCases.flatMap((name) =>
    Object.keys(golden.expected[name].covariance).map((kind): [CovarianceKind, GoldenCase] => [kind as CovarianceKind, name]),
  );
  it.each(cases)('%s agrees with statsmodels to 1e-9 (weights: %s)', (kind, name) => {
    const covariance = matrix(coefficientCovariance(goldenFit(name), kind));
    const expected = golden.expected[name].covariance[kind];
    expect(expected.length).toBe(golden.names.length ** 2);
    expect(worstRelativeError(covariance, expected)).toBeLessThan(golden.tolerance);
  });
  it('takes a frequency weight as that many equal rows', () => {
    const table = rowsOfColumns(['y', 'x'], { minLength: 8, maxLength: 30 });
    fc.assert(
      fc.property(table, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 30, maxLength: 30 }), ({ y, x }, times) => {
        const values = Float64Array.from(times.slice(0, y.length));
        const repeat = (column: Float64Array) => Float64Array.from([...column].flatMap((value, i) => Array<number>(values[i]).fill(value)));
        const seen = new Set(repeat(x.map((value) => Math.round(value))));
        fc.pre(seen.size > 2);
        const [weighted, repeated] = [regress(y, x, { values, kind: 'frequency' }), regress(repeat(y), repeat(x))];
        expect(weighted.n).toBe(repeated.n);
        for (const kind of kinds) {
          const [a, b] = [coefficientCovariance(weighted, kind), coefficientCovariance(repeated, kind)];
          if ('kind' in b) expect(a).toEqual(b);
          else for (const [e, value] of b.entries()) expect(Math.abs(matrix(a)[e] - value)).toBeLessThan(1e-10 * (1 + Math.abs(value)));
        }
      }),
    );
  });
  it('does not depend on the scale of precision or sampling weights', () => {
    const [y, x] = [Float64Array.of(1, 4, 2, 8, 5, 7), Float64Array.of(0, 1, 2, 3, 4, 6)];
    const values = Float64Array.of(1, 2, 0.5, 1, 3, 1);
    for (const kind of kinds) {
      const one = matrix(coefficientCovariance(regress(y, x, { values, kind: 'precision' }), kind));
      const many = matrix(coefficientCovariance(regress(y, x, { values: values.map((w) => w * 100), kind: 'precision' }), kind));
      expect(worstRelativeError(many, one)).toBeLessThan(1e-12);
    }
  });
  it('of two arms is the Welch variance under HC2', () => {
    const y = Float64Array.of(3, 5, 4, 9, 1, 7, 6);
    const x = Float64Array.of(1, 1, 1, 0, 0, 0, 0);
    const [, , , slope] = matrix(coefficientCovariance(regress(y, x), 'HC2'));
    const welch = 1 / 3 + (3.25 ** 2 + 4.75 ** 2 + 1.25 ** 2 + 0.25 ** 2) / 3 / 4;
    expect(slope).toBeCloseTo(welch, 13);
  });
  it('has the squares of the standard errors on its diagonal', () => {
    expect([...standardErrors(Float64Array.of(4, 1, 1, 9))]).toEqual([2, 3]);
  });
});

describe('coefficientCovariance refuses', () => {
  it('HC2 and HC3 where rows are fitted whatever their outcome, and says how many', () => {
    const fit = regress(Float64Array.of(1, 2, 4, 9), Float64Array.of(0, 0, 0, 1));
    expect(coefficientCovariance(fit, 'HC2')).toEqual({ kind: 'full-leverage', rows: 1 });
    expect(coefficientCovariance(fit, 'HC3')).toEqual({ kind: 'full-leverage', rows: 1 });
    expect(matrix(coefficientCovariance(fit, 'HC1')).length).toBe(4);
  });
  it('a variance when no observation is left over', () => {
    const fit = regress(Float64Array.of(1, 2), Float64Array.of(0, 1));
    for (const kind of ['nonrobust', 'HC1', 'HC2'] as const)
      expect(coefficientCovariance(fit, kind)).toEqual({ kind: 'no-residual-freedom', n: 2, parameters: 2 });
  });
  it('nonrobust standard errors with sampling weights', () => {
    const fit = regress(Float64Array.of(1, 2, 4), Float64Array.of(0, 1, 5), { values: Float64Array.of(1, 2, 3), kind: 'sampling' });
    expect(coefficientCovariance(fit, 'nonrobust')).toEqual({ kind: 'weights-need-robust' });
  });
});
