import { householderQr, upperInverse } from '../../../math/householder-qr.ts';

/**
 * A coefficient of a weighted regression is a weighted sum of what is regressed: these weights, for the coefficients that are wanted.
 *
 * Shapes   columns and weights of equal length; undefined where the columns repeat each other among rows that count.
 */
export function coefficientWeights(columns: readonly Float64Array[], weights: Float64Array, wanted: readonly number[]): readonly Float64Array[] | undefined {
  const roots = weights.map(Math.sqrt);
  const { q, r, dependent } = householderQr(columns.map((column) => column.map((value, i) => value * roots[i])));
  if (dependent.length > 0 || weights.length < columns.length) return undefined;
  const size = columns.length;
  const inverse = upperInverse(r, size);
  return wanted.map((coefficient) => {
    const found = new Float64Array(weights.length);
    for (let j = coefficient; j < size; j++) {
      const share = inverse[coefficient * size + j];
      const column = q[j];
      for (let i = 0; i < found.length; i++) found[i] += share * column[i];
    }
    for (let i = 0; i < found.length; i++) found[i] *= roots[i];
    return found;
  });
}

/** Powers of u from 0 to the degree. */
export function powersOf(u: Float64Array, degree: number): readonly Float64Array[] {
  return Array.from({ length: degree + 1 }, (_, power) => u.map((value) => value ** power));
}
