import { compensatedTotals, totalOf } from '../../math/compensated-totals.ts';
import { dot } from '../../math/dot.ts';
import { addGram } from '../../math/gram.ts';
import { multiplyVector } from '../../math/matrix.ts';
import type { Absorber, NotConverged } from './absorber.ts';
import { apart, type Dropped, inverseOf, roundingOf } from './independent-columns.ts';

/** Least squares of a column on others once effects are taken out of all. */
export interface WithinFit {
  /** Of the regressors that were kept, in their order. */
  readonly coefficients: Float64Array;
  readonly regressors: readonly number[];
  readonly dropped: readonly Dropped[];
  /** Inverse Gram matrix of the kept regressors less the effects, k x k row-major. */
  readonly gramInverse: Float64Array;
  /** The kept regressors less the effects, and the residuals, scaled by the roots of their weights. */
  readonly columns: readonly Float64Array[];
  readonly residuals: Float64Array;
  readonly residualSumOfSquares: number;
  readonly iterations: number;
  readonly achieved: number;
}

/** Of the last of the columns on the others. Coefficients are refined once by the residuals' products. */
export function leastSquaresWithin(given: readonly Float64Array[], absorber: Absorber, weights: Float64Array | undefined): WithinFit | NotConverged {
  const p = given.length;
  const n = given[0].length;
  const block = new Float64Array(p * n);
  const all = given.map((column, c) => {
    block.set(column, c * n);
    return block.subarray(c * n, (c + 1) * n);
  });
  const rounding = all.map(roundingOf);
  const taken = absorber.takeFrom(all);
  if ('kind' in taken) return taken;
  if (weights) for (const column of all) for (let i = 0; i < n; i++) column[i] *= Math.sqrt(weights[i]);
  const sums = compensatedTotals(p * p);
  addGram({ values: block, stride: n, columns: p }, { values: block, stride: n, columns: p }, n, sums);
  const product = (i: number, j: number): number => totalOf(sums, Math.min(i, j) * p + Math.max(i, j));
  const heaviest = weights ? weights.reduce((most, weight) => Math.max(most, weight), 0) : 1;
  const { kept, dropped } = apart(product, (j) => product(j, j) <= rounding[j] * heaviest, p - 1);
  const gramInverse = inverseOf(kept, product);
  const columns = kept.map((j) => all[j]);
  const residuals = all[p - 1];
  const solved = (sides: Float64Array): Float64Array => multiplyVector(gramInverse, sides, kept.length);
  const coefficients = solved(Float64Array.from(kept, (j) => product(j, p - 1)));
  takeFitted(residuals, columns, coefficients);
  const step = solved(Float64Array.from(columns, (column) => dot(column, residuals)));
  takeFitted(residuals, columns, step);
  return {
    coefficients: coefficients.map((value, j) => value + step[j]),
    regressors: kept,
    dropped,
    gramInverse,
    columns,
    residuals,
    residualSumOfSquares: dot(residuals, residuals),
    ...taken,
  };
}

function takeFitted(residuals: Float64Array, columns: readonly Float64Array[], coefficients: Float64Array): void {
  for (const [j, column] of columns.entries()) {
    const b = coefficients[j];
    for (let i = 0; i < residuals.length; i++) residuals[i] -= b * column[i];
  }
}
