import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOfColumns } from '../../test/support/moments.ts';
import { type LeastSquares, leastSquares } from './least-squares.ts';
import { merge } from './merge.ts';
import { covarianceOf, varianceOf } from './moments.ts';
import { momentsOf } from './moments-of.ts';

function fitted(result: ReturnType<typeof leastSquares>): LeastSquares {
  if ('kind' in result) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result;
}

const n = 30;
const x = Float64Array.from({ length: n }, (_, i) => Math.sin(3 * i));
const z = Float64Array.from({ length: n }, (_, i) => (i % 5) - 1);
const y = x.map((value, i) => 2 - value + 0.5 * z[i] + Math.cos(i * i));
const m = momentsOf({ y, x, z, sum: x.map((value, i) => 2 * value - z[i]), one: new Float64Array(n).fill(0.1), noise: y.map((v) => v * v) });

describe('leastSquares', () => {
  it('fits a line by hand', () => {
    const fit = fitted(leastSquares(momentsOf({ y: Float64Array.of(1, 3, 2, 6), x: Float64Array.of(0, 1, 2, 3) }), 'y', ['x']));
    expect(fit.names).toEqual(['(intercept)', 'x']);
    expect(fit.coefficients[0]).toBeCloseTo(0.9, 15);
    expect(fit.coefficients[1]).toBeCloseTo(1.4, 15);
    expect(fit.residualSumOfSquares).toBeCloseTo(4.2, 14);
    for (const [e, value] of [0.7, -0.3, -0.3, 0.2].entries()) expect(fit.gramInverse[e]).toBeCloseTo(value, 15);
    expect([fit.n, fit.dfResidual, fit.condition]).toEqual([4, 2, 1]);
  });
  it('without regressors fits the mean', () => {
    const fit = fitted(leastSquares(m, 'y', []));
    expect(fit.coefficients[0]).toBe(m.mean[0]);
    expect(fit.residualSumOfSquares).toBe(m.comoment[0]);
    expect([...fit.gramInverse]).toEqual([1 / n]);
  });
  it('without an intercept fits through the origin', () => {
    const fit = fitted(leastSquares(momentsOf({ y: Float64Array.of(2, 3), x: Float64Array.of(1, 2) }), 'y', ['x'], { intercept: false }));
    expect(fit.names).toEqual(['x']);
    expect(fit.coefficients[0]).toBeCloseTo(1.6, 15);
    expect(fit.gramInverse[0]).toBeCloseTo(0.2, 15);
    expect(fit.residualSumOfSquares).toBeCloseTo(0.2, 14);
    expect(fit.dfResidual).toBe(1);
  });
  it('gives the same from parts merged as from the whole', () => {
    const parts = merge(momentsOf({ y, x, z }, undefined, { start: 0, end: 11 }), momentsOf({ y, x, z }, undefined, { start: 11, end: n }));
    const whole = fitted(leastSquares(m, 'y', ['x', 'z']));
    for (const [j, value] of fitted(leastSquares(parts, 'y', ['x', 'z'])).coefficients.entries()) expect(value).toBeCloseTo(whole.coefficients[j], 13);
  });
  it('follows units: a regressor in thousandths has a coefficient a thousand times as large', () => {
    fc.assert(
      fc.property(rowsOfColumns(['y', 'x', 'z'], { minLength: 12, maxLength: 40 }), (columns) => {
        const plain = leastSquares(momentsOf(columns), 'y', ['x', 'z']);
        const milli = leastSquares(momentsOf({ ...columns, x: columns.x.map((value) => value / 1024 + 7) }), 'y', ['x', 'z']);
        fc.pre(!('kind' in plain) && Math.max(...plain.gramInverse.map(Math.abs)) < 100);
        expect(fitted(milli).coefficients[1] / 1024).toBeCloseTo(fitted(plain).coefficients[1], 9);
        expect(fitted(milli).coefficients[2]).toBeCloseTo(fitted(plain).coefficients[2], 9);
        expect(fitted(milli).residualSumOfSquares).toBeCloseTo(fitted(plain).residualSumOfSquares, 9);
      }),
    );
  });
  it('refuses a linear combination, naming the columns it is of and no others', () => {
    expect(leastSquares(m, 'y', ['noise', 'x', 'sum', 'z'])).toMatchObject({ kind: 'collinear', columns: ['x', 'sum', 'z'] });
  });
  it('refuses a constant beside an intercept, but not without one', () => {
    expect(leastSquares(m, 'y', ['x', 'one'])).toEqual({ kind: 'collinear', condition: Infinity, columns: ['one'] });
    expect(fitted(leastSquares(m, 'y', ['x', 'one'], { intercept: false })).names).toEqual(['x', 'one']);
  });
  it('refuses more terms than rows', () => {
    const few = momentsOf({ y, x, z }, undefined, { start: 0, end: 2 });
    expect(leastSquares(few, 'y', ['x', 'z'])).toMatchObject({ kind: 'collinear', columns: ['x', 'z'] });
  });
  it('tells the condition number, and refuses from 1e12 on', () => {
    const near = (distance: number) => momentsOf({ y, x, near: x.map((value, i) => value + distance * z[i]) });
    const milder = near(0.01);
    const correlation = covarianceOf(milder, 'x', 'near') / Math.sqrt(varianceOf(milder, 'x') * varianceOf(milder, 'near'));
    expect(leastSquares(milder, 'y', ['x', 'near']).condition / ((1 + correlation) / (1 - correlation))).toBeCloseTo(1, 9);
    expect('kind' in leastSquares(near(1e-5), 'y', ['x', 'near'])).toBe(false);
    expect(leastSquares(near(1e-7), 'y', ['x', 'near'])).toMatchObject({ kind: 'collinear', columns: ['x', 'near'] });
  });
});
