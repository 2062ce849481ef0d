import { compensatedDot } from './compensated-sum.ts';
import { dot } from './dot.ts';
import { type QrFactors, upperSolve } from './householder-qr.ts';

const SPLIT = 2 ** 27 + 1;

export interface LeastSquaresSolution {
  readonly coefficients: Float64Array;
  readonly residuals: Float64Array;
}

/**
 * The coefficients that bring the columns nearest to the target, and what they leave of it.
 *
 * Model     QR, then iterative refinement of the augmented system r + A x = b, A′r = 0 with remainders in twice the working
 *           precision: right nearly to rounding, also where coefficients are small beside large residuals.
 * Shapes    columns: those `qr` kept.
 * Source    Björck (1967), BIT 7.
 */
export function leastSquaresSolution(columns: readonly Float64Array[], qr: QrFactors, target: Float64Array): LeastSquaresSolution {
  let coefficients = new Float64Array(columns.length);
  let residuals = new Float64Array(target.length);
  let previous = Infinity;
  for (let round = 0; round < 5; round++) {
    const left = remainder(columns, coefficients, residuals, target);
    const normal = upperTransposeSolve(
      qr.r,
      columns.map((column) => -compensatedDot(column, residuals)),
    );
    const along = Float64Array.from(qr.q, (q, j) => dot(q, left) - normal[j]);
    const change = Math.sqrt(dot(along, along));
    if (change >= previous / 2) break;
    const step = upperSolve(qr.r, along);
    coefficients = coefficients.map((value, j) => value + step[j]);
    residuals = residuals.map((value, i) => value + left[i]);
    for (let j = 0; j < along.length; j++) addMultiple(residuals, qr.q[j], -along[j]);
    previous = change;
  }
  return { coefficients, residuals };
}

function addMultiple(sum: Float64Array, column: Float64Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * column[i];
}

/** The x with r′x = b, for an upper triangle r. */
function upperTransposeSolve(r: Float64Array, b: readonly number[]): Float64Array {
  const size = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < size; i++) {
    for (let l = 0; l < i; l++) x[i] -= r[l * size + i] * x[l];
    x[i] /= r[i * size + i];
  }
  return x;
}

// target − residuals − columns · coefficients, each product and sum with its rounding kept (see compensated-sum.ts).
function remainder(columns: readonly Float64Array[], coefficients: Float64Array, residuals: Float64Array, target: Float64Array): Float64Array {
  const sum = target.slice();
  const lost = new Float64Array(target.length);
  addExactly(sum, lost, residuals, -1);
  for (let j = 0; j < columns.length; j++) if (coefficients[j] !== 0) addExactly(sum, lost, columns[j], -coefficients[j]);
  return sum.map((value, i) => value + lost[i]);
}

function addExactly(sum: Float64Array, lost: Float64Array, column: Float64Array, factor: number): void {
  const bigY = factor * SPLIT;
  const highY = bigY - (bigY - factor);
  const lowY = factor - highY;
  for (let i = 0; i < sum.length; i++) {
    const x = column[i];
    const product = x * factor;
    const bigX = x * SPLIT;
    const highX = bigX - (bigX - x);
    const lowX = x - highX;
    const next = sum[i] + product;
    const part = next - sum[i];
    lost[i] += sum[i] - (next - part) + (product - part) + (lowX * lowY - (product - highX * highY - lowX * highY - highX * lowY));
    sum[i] = next;
  }
}
