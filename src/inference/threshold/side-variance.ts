import { lowerInverse } from '../../math/cholesky.ts';
import { symmetricEigen } from '../../math/symmetric-eigenvalues.ts';
import { basisCoefficients, type LocalFit, legendre } from './local-polynomial.ts';
import { neighbourResiduals } from './neighbours.ts';
import { clustersWithin, type Side } from './sides.ts';

/** How errors are made: by nearest neighbours, from residuals, or from sums of clusters. */
export type ThresholdErrors =
  | { readonly kind: 'nearest-neighbours'; readonly matches: number }
  | { readonly kind: 'HC0' | 'HC1' | 'HC2' | 'HC3' | 'CR1' | 'CR2' | 'CR3' };

/** No leverage is taken for more than one less this. */
const leastRemainder = 1e-8;

/** The variance of a sum of rows of a side, each times what it counts; residuals are those of a fit to the column. */
export type SideVariance = (rowCounts: Float64Array, column: Float64Array, fit: LocalFit) => number;

/**
 * Variances of sums of rows of a side.
 *
 * Model     Σ (count · residual)², by rows or by sums of clusters. Residuals are those of `fit`, corrected for how strongly a row (HC2, HC3)
 *           or a cluster (CR2, CR3) draws the fit to itself; HC1 n / (n − k), CR1 (n − 1) / (n − k) · g / (g − 1).
 * Shapes    rowCounts one a row, the nearest first; n is how many there are, k the coefficients of the fit.
 * Errors    NaN where CR1 has one cluster or no more rows than coefficients.
 * Source    Calonico, Cattaneo & Titiunik (2014), Econometrica 82; Calonico, Cattaneo, Farrell & Titiunik (2019), REStat 101;
 *           Bell & McCaffrey (2002); Pustejovsky & Tipton (2018), JBES 36.
 */
export function sideVariance(side: Side, errors: ThresholdErrors): SideVariance {
  if (errors.kind !== 'nearest-neighbours') return (rowCounts, column, fit) => varianceByFit(side, rowCounts, column, fit, errors.kind);
  // Neighbours know of no fit: fits to one column in one window share their residuals.
  let known: { readonly column: Float64Array; readonly residuals: Float64Array } | undefined;
  return (rowCounts, column) => {
    if (known?.column !== column || known.residuals.length !== rowCounts.length)
      known = { column, residuals: neighbourResiduals(side, rowCounts.length, column, errors.matches) };
    return sumOfSquares(rowCounts, known.residuals);
  };
}

type FitErrors = Exclude<ThresholdErrors['kind'], 'nearest-neighbours'>;

function varianceByFit(side: Side, rowCounts: Float64Array, column: Float64Array, fit: LocalFit, kind: FitErrors): number {
  const residuals = fitResiduals(fit, column, rowCounts.length);
  const [n, k] = [rowCounts.length, fit.order + 1];
  switch (kind) {
    case 'HC0':
      return sumOfSquares(rowCounts, residuals);
    case 'HC1':
      return (sumOfSquares(rowCounts, residuals) * n) / (n - k);
    case 'HC2':
    case 'HC3':
      return sumOfSquares(rowCounts, withoutLeverage(fit, residuals, kind === 'HC2' ? 0.5 : 1));
    case 'CR1': {
      const sums = clusterSums(side, rowCounts, residuals);
      return sums.length > 1 ? ((n - 1) / (n - k)) * (sums.length / (sums.length - 1)) * orderedSumOfSquares(sums) : Number.NaN;
    }
    default:
      return orderedSumOfSquares(correctedClusterSums(side, rowCounts, residuals, fit, kind));
  }
}

function sumOfSquares(rowCounts: Float64Array, residuals: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rowCounts.length; i++) sum += (rowCounts[i] * residuals[i]) ** 2;
  return sum;
}

/** Codes of clusters say nothing, so the order in which they are met must not either. */
function orderedSumOfSquares(sums: Float64Array): number {
  return sums
    .map((sum) => sum * sum)
    .sort()
    .reduce((total, square) => total + square, 0);
}

/** Of the first rows, also of those beyond the window of the fit. */
function fitResiduals(fit: LocalFit, column: Float64Array, rows: number): Float64Array {
  const coefficients = basisCoefficients(fit, column);
  const basis = new Float64Array(coefficients.length);
  const found = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    legendre(fit.window.side.distance[i] / fit.window.bandwidth, basis);
    let left = column[i];
    for (let j = 0; j < basis.length; j++) left -= coefficients[j] * basis[j];
    found[i] = left;
  }
  return found;
}

function withoutLeverage(fit: LocalFit, residuals: Float64Array, power: number): Float64Array {
  const unit = unitBasis(fit);
  return residuals.map((residual, i) => {
    const own = unit(i);
    let leverage = 0;
    for (let j = 0; j < own.length; j++) leverage += own[j] * own[j];
    return residual / Math.max(1 - weightOf(fit, i) * leverage, leastRemainder) ** power;
  });
}

const weightOf = ({ window }: LocalFit, row: number): number => (row < window.rows ? window.weights[row] : 0);

/** The basis of a row, turned so that its weighted cross-products are the identity. */
function unitBasis({ window, order, lower }: LocalFit): (row: number) => Float64Array {
  const inverse = lowerInverse(lower, order + 1);
  const [basis, turned] = [new Float64Array(order + 1), new Float64Array(order + 1)];
  return (row) => {
    legendre(window.side.distance[row] / window.bandwidth, basis);
    for (let j = 0; j <= order; j++) {
      turned[j] = 0;
      for (let l = 0; l <= j; l++) turned[j] += inverse[j * (order + 1) + l] * basis[l];
    }
    return turned;
  };
}

/** One sum a cluster that has rows here, or a row where there are no clusters. */
function clusterSums({ clusters }: Side, rowCounts: Float64Array, residuals: Float64Array): Float64Array {
  if (!clusters) return rowCounts.map((count, i) => count * residuals[i]);
  const sums = new Float64Array(clustersWithin(clusters, rowCounts.length));
  for (let i = 0; i < rowCounts.length; i++) sums[clusters.codes[i]] += rowCounts[i] * residuals[i];
  return sums;
}

/**
 * Sums of clusters as they would be were residuals not drawn toward zero by their own rows: e + H (I − H)⁻¹ e for CR3, its square root for CR2,
 * H the block of a cluster in the weighted projection. In the basis that makes cross-products the identity, H has the eigenvalues of Σ w b b'.
 */
function correctedClusterSums(side: Side, rowCounts: Float64Array, residuals: Float64Array, fit: LocalFit, kind: 'CR2' | 'CR3'): Float64Array {
  const plain = clusterSums(side, rowCounts, residuals);
  const size = fit.order + 1;
  const [own, drawn, counted] = [new Float64Array(plain.length * size * size), new Float64Array(plain.length * size), new Float64Array(plain.length * size)];
  const unit = unitBasis(fit);
  for (let i = 0; i < rowCounts.length; i++) {
    const g = side.clusters ? side.clusters.codes[i] : i;
    const basis = unit(i);
    const weight = weightOf(fit, i);
    for (let j = 0; j < size; j++) {
      counted[g * size + j] += rowCounts[i] * basis[j];
      drawn[g * size + j] += weight * residuals[i] * basis[j];
      for (let l = 0; l < size; l++) own[(g * size + j) * size + l] += weight * basis[j] * basis[l];
    }
  }
  return plain.map((sum, g) => {
    const { values, vectors } = symmetricEigen(own.subarray(g * size * size, (g + 1) * size * size), size);
    let added = 0;
    for (let e = 0; e < size; e++) {
      const [toCounts, toResiduals] = [counted, drawn].map((vector) => along(vectors, e, vector, g, size));
      added += toCounts * correctionAt(values[e], kind) * toResiduals;
    }
    return sum + added;
  });
}

function along(vectors: Float64Array, e: number, sums: Float64Array, g: number, size: number): number {
  let sum = 0;
  for (let j = 0; j < size; j++) sum += vectors[e * size + j] * sums[g * size + j];
  return sum;
}

function correctionAt(share: number, kind: 'CR2' | 'CR3'): number {
  if (share < 1e-14) return 0;
  const remainder = Math.max(1 - share, leastRemainder);
  return kind === 'CR3' ? 1 / remainder : (1 / Math.sqrt(remainder) - 1) / share;
}
