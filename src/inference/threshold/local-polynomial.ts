import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import { type Kernel, kernelWeights, rowsWithin } from './kernels.ts';
import type { Side } from './sides.ts';

/** The rows of a side within a bandwidth: its first ones. */
export interface Window {
  readonly side: Side;
  readonly bandwidth: number;
  readonly rows: number;
  readonly weights: Float64Array;
}

/** A weighted polynomial in distance over bandwidth, before any outcome is looked at. */
export interface LocalFit {
  readonly window: Window;
  readonly order: number;
  /** The Cholesky factor of the weighted cross-products of the basis. */
  readonly lower: Float64Array;
}

export function windowOf(side: Side, bandwidth: number, kernel: Kernel): Window {
  const rows = rowsWithin(side.distance, bandwidth, kernel);
  return { side, bandwidth, rows, weights: kernelWeights(side.distance, rows, bandwidth, kernel) };
}

/**
 * Weighted least squares on the powers of distance over bandwidth up to an order, in Legendre polynomials on [0, 1]: in powers the
 * cross-products of order five are near singular, and half of the digits are lost.
 *
 * Errors    undefined where the window holds fewer distinct scores than coefficients, or so unequally weighted ones that they tell nothing.
 */
export function localFit(window: Window, order: number): LocalFit | undefined {
  const { side, bandwidth, rows, weights } = window;
  const size = order + 1;
  if (valuesWithin(window) < size) return undefined;
  const gram = new Float64Array(size * size);
  const basis = new Float64Array(size);
  const { distance } = side;
  for (let i = 0; i < rows; i++) {
    legendre(distance[i] / bandwidth, basis);
    for (let j = 0; j < size; j++) {
      const weighted = weights[i] * basis[j];
      for (let l = 0; l <= j; l++) gram[j * size + l] += weighted * basis[l];
    }
  }
  const lower = choleskyFactor(gram, size);
  return lower && { window, order, lower };
}

/** Distinct scores in a window. */
export function valuesWithin({ side, rows }: Window): number {
  return tiesWithin(side.ties.starts, rows);
}

/** How many of the ties the first rows are; they begin and end with whole ones. */
export function tiesWithin(starts: Int32Array, rows: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] < rows) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What each of so many rows counts for the coefficient of a power: the coefficient is the sum of these times the outcome. Zero beyond the window. */
export function rowWeights({ window, order, lower }: LocalFit, power: number, rows = window.rows): Float64Array {
  const size = order + 1;
  const target = new Float64Array(size);
  for (let j = power; j < size; j++) target[j] = powerIn(j, power);
  const direction = choleskySolve(lower, target);
  const found = new Float64Array(rows);
  const basis = new Float64Array(size);
  const { distance } = window.side;
  for (let i = 0; i < window.rows; i++) {
    legendre(distance[i] / window.bandwidth, basis);
    let sum = 0;
    for (let j = 0; j < size; j++) sum += direction[j] * basis[j];
    found[i] = window.weights[i] * sum;
  }
  return found;
}

/** Coefficients of a column in the basis. */
export function basisCoefficients(fit: LocalFit, column: Float64Array): Float64Array {
  return choleskySolve(fit.lower, basisProducts(fit, column));
}

/** Weighted sums of the basis times a column. */
export function basisProducts({ window, order }: LocalFit, column: Float64Array): Float64Array {
  const sums = new Float64Array(order + 1);
  const basis = new Float64Array(order + 1);
  for (let i = 0; i < window.rows; i++) {
    legendre(window.side.distance[i] / window.bandwidth, basis);
    const weighted = window.weights[i] * column[i];
    for (let j = 0; j <= order; j++) sums[j] += weighted * basis[j];
  }
  return sums;
}

/** A polynomial in the score: Σ coefficient · (score / unit)^power, the constant first. The unit is the bandwidth, so that no power overflows. */
export interface ScoreCurve {
  readonly unit: number;
  readonly coefficients: Float64Array;
}

/** The curve of a column. */
export function scoreCurve(fit: LocalFit, column: Float64Array): ScoreCurve {
  const { side, bandwidth } = fit.window;
  const inBasis = basisCoefficients(fit, column);
  const coefficients = inBasis.map((_, power) => {
    let sum = 0;
    for (let j = power; j < inBasis.length; j++) sum += powerIn(j, power) * inBasis[j];
    return sum * side.sign ** power;
  });
  return { unit: bandwidth, coefficients };
}

export function curveAt({ unit, coefficients }: ScoreCurve, score: number): number {
  const u = score / unit;
  let value = 0;
  for (let j = coefficients.length - 1; j >= 0; j--) value = value * u + coefficients[j];
  return value;
}

/** The weighted sum of curves. */
export function summedCurves(curves: readonly ScoreCurve[], weights: readonly number[]): ScoreCurve {
  const [{ unit }] = curves;
  const coefficients = new Float64Array(Math.max(...curves.map((curve) => curve.coefficients.length)));
  for (const [i, curve] of curves.entries()) {
    for (const [power, coefficient] of curve.coefficients.entries()) coefficients[power] += weights[i] * coefficient * (unit / curve.unit) ** power;
  }
  return { unit, coefficients };
}

/** Legendre polynomials on [0, 1], of orders 0, 1, ... as far as there is room. */
export function legendre(u: number, into: Float64Array): void {
  const t = 2 * u - 1;
  into[0] = 1;
  if (into.length > 1) into[1] = t;
  for (let j = 2; j < into.length; j++) into[j] = ((2 * j - 1) * t * into[j - 1] - (j - 1) * into[j - 2]) / j;
}

/** What the Legendre polynomial of an order has of a power. */
function powerIn(order: number, power: number): number {
  let found = (order + power) % 2 === 0 ? 1 : -1;
  for (let l = 1; l <= power; l++) found *= ((order + l) * (order - l + 1)) / (l * l);
  return found;
}
