import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { golden, goldenCases, goldenData, goldenFit, goldenWeight, worstRelativeError } from '../../test/support/linear-regression-golden.ts';
import { rowsOfColumns } from '../../test/support/moments.ts';
import { leastSquares } from '../moments/least-squares.ts';
import { momentsOf, type RowWeights } from '../moments/moments-of.ts';
import { INTERCEPT } from '../moments/terms.ts';
import { designOf, type NumericTerm } from './design.ts';
import { type LinearRegression, linearRegression } from './linear-regression.ts';

function regress(columns: Record<'y' | 'x' | 'z', Float64Array>, weights?: RowWeights): ReturnType<typeof linearRegression> {
  const terms = (['x', 'z'] as const).map((name): NumericTerm => ({ kind: 'numeric', name, values: columns[name] }));
  return linearRegression({ outcome: columns.y, design: designOf(columns.y.length, terms), ...(weights && { weights }) });
}

function fitted(fit: ReturnType<typeof linearRegression>): LinearRegression {
  if ('kind' in fit) throw new Error(`refused: ${JSON.stringify(fit)}`);
  return fit;
}

describe('linearRegression', () => {
  it.each(goldenCases)('agrees with statsmodels to 1e-9 (weights: %s)', (name) => {
    const fit = goldenFit(name);
    const expected = golden.expected[name];
    expect(fit.names).toEqual(golden.names);
    expect(worstRelativeError(fit.coefficients, expected.coefficients)).toBeLessThan(golden.tolerance);
    expect(worstRelativeError([fit.residualSumOfSquares], [expected.residualSumOfSquares])).toBeLessThan(golden.tolerance);
    expect(fit.dfResidual).toBe(expected.dfResidual);
  });
  it('has the leverages of statsmodels, those of equal rows too', () => {
    expect(worstRelativeError(goldenFit('unweighted').leverage, golden.expected.unweighted.leverage ?? [])).toBeLessThan(golden.tolerance);
    const frequencies = golden.rows.frequency;
    const repeated = [...goldenFit('frequency').leverage].flatMap((h, i) => Array<number>(frequencies[i]).fill(h));
    expect(worstRelativeError(repeated, golden.expected.frequency.leverage ?? [])).toBeLessThan(golden.tolerance);
  });
  it.each(goldenCases)('from columns agrees with least squares from moments (weights: %s)', (name) => {
    const { outcome, design } = goldenData();
    const columns = Object.fromEntries(design.names.slice(1).map((term, j) => [term, design.columns[j + 1]]));
    const fromMoments = leastSquares(momentsOf({ ...columns, outcome }, goldenWeight(name)), 'outcome', design.names.slice(1));
    if ('kind' in fromMoments) throw new Error('refused');
    const fit = goldenFit(name);
    expect(fromMoments.names).toEqual(fit.names);
    expect(worstRelativeError(fromMoments.coefficients, fit.coefficients)).toBeLessThan(1e-11);
    expect(worstRelativeError(fromMoments.gramInverse, fit.gramInverse)).toBeLessThan(1e-10);
    expect(worstRelativeError([fromMoments.residualSumOfSquares], [fit.residualSumOfSquares])).toBeLessThan(1e-12);
    expect([fromMoments.n, fromMoments.dfResidual]).toEqual([fit.n, fit.dfResidual]);
  });
  it('leaves residuals for rows of weight zero too, which do not move the fit', () => {
    const columns = { y: Float64Array.of(1, 3, 2, 6, 100), x: Float64Array.of(0, 1, 2, 3, 10), z: Float64Array.of(1, 0, 0, 1, 3) };
    const fit = fitted(regress(columns, { values: Float64Array.of(1, 2, 1, 1, 0), kind: 'precision' }));
    const [constant, x, z] = fit.coefficients;
    expect(fit.n).toBe(4);
    expect(fit.residuals[4]).toBeCloseTo(100 - constant - 10 * x - 3 * z, 12);
    expect(fit.leverage[4]).toBe(0);
  });
  it('moves with shifts and units of the outcome, and not with its own predictions', () => {
    fc.assert(
      fc.property(rowsOfColumns(['y', 'x', 'z'], { minLength: 10, maxLength: 40 }), (columns) => {
        const plain = regress(columns);
        fc.pre(!('kind' in plain) && Math.max(...plain.gramInverse.map(Math.abs)) < 100);
        const moved = fitted(regress({ ...columns, y: columns.y.map((value, i) => 5 - 2 * value + 3 * columns.x[i]) }));
        const [constant, x, z] = fitted(plain).coefficients;
        for (const [j, value] of [5 - 2 * constant, 3 - 2 * x, -2 * z].entries()) expect(moved.coefficients[j]).toBeCloseTo(value, 10);
        expect(moved.residualSumOfSquares).toBeCloseTo(4 * fitted(plain).residualSumOfSquares, 10);
      }),
    );
  });
});

describe('linearRegression refuses', () => {
  const x = Float64Array.of(1, 2, 4, 3, 7, 5);
  const half = Float64Array.of(1, 0, 1, 0, 1, 0);
  const regressing = (columns: Record<string, Float64Array>) =>
    linearRegression({ outcome: x, design: { names: [INTERCEPT, ...Object.keys(columns)], columns: [x.map(() => 1), ...Object.values(columns)] } });
  it('a duplicate', () => {
    expect(regressing({ half, again: half.slice() })).toEqual({
      kind: 'collinear',
      columns: ['again'],
      dependencies: [{ column: 'again', on: ['half'] }],
    });
  });
  it('the dummy trap', () => {
    expect(regressing({ half, other: half.map((value) => 1 - value) })).toMatchObject({ dependencies: [{ column: 'other', on: [INTERCEPT, 'half'] }] });
  });
  it('a linear combination', () => {
    const sum = x.map((value, i) => 0.3 * value - 7 * half[i]);
    expect(regressing({ x, half, sum })).toMatchObject({ dependencies: [{ column: 'sum', on: ['x', 'half'] }] });
  });
  it('a constant and a column of zeros', () => {
    expect(regressing({ tenth: x.map(() => 0.1), zero: x.map(() => 0) })).toMatchObject({
      columns: ['tenth', 'zero'],
      dependencies: [{ on: [INTERCEPT] }, { on: [] }],
    });
  });
  it('fewer rows than terms', () => {
    const columns = { y: Float64Array.of(1, 2, 3), x: Float64Array.of(1, 0, 2), z: Float64Array.of(5, 5, 1) };
    expect(fitted(regress(columns)).dfResidual).toBe(0);
    expect(regress(columns, { values: Float64Array.of(1, 0, 4), kind: 'sampling' })).toEqual({ kind: 'too-few-rows', rows: 2, parameters: 3 });
  });
});
