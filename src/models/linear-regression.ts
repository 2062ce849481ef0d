import { dot } from '../math/dot.ts';
import { type Dependency, householderQr, upperInverse } from '../math/householder-qr.ts';
import { leastSquaresSolution } from '../math/least-squares-solution.ts';
import { multiply, transpose } from '../math/matrix.ts';
import type { RowWeights } from '../moments/moments-of.ts';
import type { DesignMatrix } from './design.ts';

/** A linear regression with its rows, from which every covariance can be computed. */
export interface LinearRegression {
  /** The k terms. */
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  /** One a row, unweighted: outcome − prediction. */
  readonly residuals: Float64Array;
  /** One a row; with frequency weights that of one of the equal rows. */
  readonly leverage: Float64Array;
  /** (X′WX)⁻¹, k × k row-major. */
  readonly gramInverse: Float64Array;
  /** Weighted when the regression is. */
  readonly residualSumOfSquares: number;
  /** Rows with a positive weight, or the sum of frequency weights. */
  readonly n: number;
  /** n − k. */
  readonly dfResidual: number;
  readonly weights?: RowWeights;
  /** The columns of the design, as given. */
  readonly columns: readonly Float64Array[];
  /** √W X = orthonormal · inverse⁻¹: k columns, and the inverse of their upper triangle, k × k row-major. */
  readonly basis: { readonly orthonormal: readonly Float64Array[]; readonly inverse: Float64Array };
}

/** Columns that are exactly sums of earlier ones, and of which (none: the column is zero). */
export interface DependentColumns {
  readonly kind: 'collinear';
  readonly columns: readonly string[];
  readonly dependencies: readonly { readonly column: string; readonly on: readonly string[] }[];
}

export interface TooFewRows {
  readonly kind: 'too-few-rows';
  readonly rows: number;
  readonly parameters: number;
}

export interface RegressionData {
  readonly outcome: Float64Array;
  readonly design: DesignMatrix;
  readonly weights?: RowWeights;
}

/**
 * Linear regression from columns, by QR: nearly collinear columns are estimated to the digits they allow, exactly collinear ones refused.
 *
 * Model     outcome = Σ βⱼ columnⱼ + error; the intercept is a column of the design. Weights w minimise Σ w (outcome − prediction)².
 * Shapes    outcome, columns and weights of equal length, without NaN or infinities.
 * Errors    collinear when a column is exactly a sum of others; too-few-rows below k rows with a positive weight.
 */
export function linearRegression({ outcome, design, weights }: RegressionData): LinearRegression | DependentColumns | TooFewRows {
  const { names, columns } = design;
  const rows = weights === undefined ? outcome.length : weights.values.reduce((count, w) => count + (w > 0 ? 1 : 0), 0);
  if (rows < columns.length) return { kind: 'too-few-rows', rows, parameters: columns.length };

  const root = weights?.values.map(Math.sqrt);
  const scaled = root === undefined ? columns : columns.map((column) => column.map((value, i) => value * root[i]));
  const qr = householderQr(scaled);
  if (qr.dependent.length > 0) return refusal(qr.dependent, names);

  const solution = leastSquaresSolution(scaled, qr, root === undefined ? outcome : outcome.map((value, i) => value * root[i]));
  const k = columns.length;
  const inverse = upperInverse(qr.r, k);
  const n = weights?.kind === 'frequency' ? weights.values.reduce((sum, w) => sum + w, 0) : rows;
  return {
    names,
    coefficients: solution.coefficients,
    residuals: root === undefined ? solution.residuals : unweighted(solution.residuals, root, { outcome, columns, coefficients: solution.coefficients }),
    leverage: leverageOf(qr.q, outcome.length, weights?.kind === 'frequency' ? weights.values : undefined),
    gramInverse: multiply(inverse, transpose(inverse, k, k), k, k, k),
    residualSumOfSquares: dot(solution.residuals, solution.residuals),
    n,
    dfResidual: n - k,
    ...(weights && { weights }),
    columns,
    basis: { orthonormal: qr.q, inverse },
  };
}

function refusal(dependent: readonly Dependency[], names: readonly string[]): DependentColumns {
  const dependencies = dependent.map(({ column, on }) => ({ column: names[column], on: on.map((j) => names[j]) }));
  return { kind: 'collinear', columns: dependencies.map(({ column }) => column), dependencies };
}

// Rows of weight zero take no part in the fit; their residuals are predictions all the same.
function unweighted(
  residuals: Float64Array,
  root: Float64Array,
  fit: { readonly outcome: Float64Array; readonly columns: readonly Float64Array[]; readonly coefficients: Float64Array },
): Float64Array {
  return residuals.map((value, i) => {
    if (root[i] > 0) return value / root[i];
    return fit.columns.reduce((left, column, j) => left - column[i] * fit.coefficients[j], fit.outcome[i]);
  });
}

function leverageOf(orthonormal: readonly Float64Array[], rows: number, frequencies?: Float64Array): Float64Array {
  const leverage = new Float64Array(rows);
  for (const q of orthonormal) for (let i = 0; i < rows; i++) leverage[i] += q[i] * q[i];
  return frequencies === undefined ? leverage : leverage.map((h, i) => (frequencies[i] > 0 ? h / frequencies[i] : 0));
}
