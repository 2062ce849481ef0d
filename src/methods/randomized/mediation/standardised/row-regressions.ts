import { choleskyFactor, choleskyInverse } from '../../../../math/cholesky.ts';
import { multiplyVector, quadraticForm } from '../../../../math/matrix.ts';
import { penalisedLogit, weightedGram } from '../../../../models/logistic/penalised-logit.ts';

/** A regression on the rows of one arm: what moves its coefficients. */
export interface RowRegression {
  /** The constant first. */
  readonly columns: readonly Float64Array[];
  readonly coefficients: Float64Array;
  readonly inverse: Float64Array;
  /** Times inverse and columns of the row: what the row adds to the error of the coefficients. */
  readonly residuals: Float64Array;
  /** The same squared of what is added to the rows, if anything is. */
  readonly added?: Float64Array;
}

/** By Jeffreys' prior. What it adds to a row errs like half an event and half a non-event: without it the error of a cell without events would be almost none. */
export function logisticRows(outcome: Float64Array, columns: readonly Float64Array[]): RowRegression | undefined {
  const fit = penalisedLogit(outcome, columns);
  if (!fit) return undefined;
  const { coefficients, inverse, shares, leverages } = fit;
  const residuals = outcome.map((y, i) => y - shares[i]);
  const added = leverages.map((h, i) => (h / 2) * ((1 - shares[i]) ** 2 + shares[i] ** 2));
  return { columns, coefficients, inverse, residuals, added };
}

/** By least squares, with the spread of its errors: its logarithm, and what a row adds to the error of that. */
export interface LinearRows extends RowRegression {
  readonly logSpread: number;
  readonly spreadShares: Float64Array;
}

/** @param leverage  are residuals divided by the root of what leverage leaves of one (HC2)? */
export function linearRows(outcome: Float64Array, columns: readonly Float64Array[], leverage: boolean): LinearRows | undefined {
  const [n, k] = [outcome.length, columns.length];
  const factor = choleskyFactor(weightedGram(columns, new Float64Array(n).fill(1)), k);
  if (!factor || n <= k) return undefined;
  const inverse = choleskyInverse(factor, k);
  const coefficients = multiplyVector(
    inverse,
    Float64Array.from(columns, (x) => x.reduce((sum, value, i) => sum + value * outcome[i], 0)),
    k,
  );
  const plain = outcome.map((y, i) => columns.reduce((left, x, j) => left - coefficients[j] * x[i], y));
  const squares = plain.reduce((sum, e) => sum + e * e, 0);
  const variance = squares / (n - k);
  if (!(variance > 0)) return undefined;
  const slack = (i: number): number =>
    1 -
    quadraticForm(
      inverse,
      Float64Array.from(columns, (x) => x[i]),
    );
  return {
    columns,
    coefficients,
    inverse,
    residuals: leverage ? plain.map((e, i) => e / Math.sqrt(Math.max(1e-10, slack(i)))) : plain,
    logSpread: Math.log(variance) / 2,
    spreadShares: plain.map((e) => (e * e - squares / n) / (n - k) / (2 * variance)),
  };
}
