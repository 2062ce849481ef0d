import { emptyMoments, type Moments } from './moments.ts';

/**
 * Moments from sums of deviations from constants, such as a database returns. Exact to about (1 + k²) roundings
 * where the constant is k standard deviations from the mean.
 *
 * Shapes    shifts and sums p: c and Σ w (x − c); products p × p row-major: Σ w (x − c)(x′ − c′), of which the upper triangle is read.
 */
export function fromShifted(
  columns: readonly string[],
  shifts: ArrayLike<number>,
  n: number,
  weight: number,
  weightSquares: number,
  sums: ArrayLike<number>,
  products: ArrayLike<number>,
): Moments {
  if (weight === 0) return { ...emptyMoments(columns), n };
  const p = columns.length;
  const mean = new Float64Array(p);
  const comoment = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    mean[i] = shifts[i] + sums[i] / weight;
    for (let j = i; j < p; j++) {
      const value = products[i * p + j] - (sums[i] / weight) * sums[j];
      comoment[i * p + j] = i === j ? Math.max(0, value) : value;
      comoment[j * p + i] = comoment[i * p + j];
    }
  }
  return { columns, n, weight, weightSquares, mean, comoment };
}
