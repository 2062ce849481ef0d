import { fromShifted } from '../../moments/from-shifted.ts';
import { emptyMoments, type Moments } from '../../moments/moments.ts';

/** Sums of deviations from centres: what a database returns, and what adds up without the rounding of a mean. */
export interface Sums {
  /** Rows of the data. */
  readonly rows: number;
  readonly n: number;
  readonly weight: number;
  readonly weightSquares: number;
  /** p: c. */
  readonly centres: Float64Array;
  /** p: Σ w (x − c). */
  readonly sums: Float64Array;
  /** p × p, row-major: Σ w (x − c)(x′ − c′). */
  readonly products: Float64Array;
}

const nothing = new Float64Array(0);
export const noSums: Sums = { rows: 0, n: 0, weight: 0, weightSquares: 0, centres: nothing, sums: nothing, products: nothing };

/** Both together, about the centres of the first. */
export function added(a: Sums, b: Sums): Sums {
  if (a.rows === 0) return b;
  const p = a.centres.length;
  const gap = b.centres.map((centre, i) => centre - a.centres[i]);
  const products = a.products.slice();
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) products[i * p + j] += b.products[i * p + j] + gap[i] * b.sums[j] + gap[j] * b.sums[i] + b.weight * gap[i] * gap[j];
  }
  return {
    rows: a.rows + b.rows,
    n: a.n + b.n,
    weight: a.weight + b.weight,
    weightSquares: a.weightSquares + b.weightSquares,
    centres: a.centres,
    sums: a.sums.map((sum, i) => sum + (b.sums[i] + b.weight * gap[i])),
    products,
  };
}

export function momentsOfSums(columns: readonly string[], s: Sums): Moments {
  if (s.rows === 0) return emptyMoments(columns);
  const moments = fromShifted(columns, s.centres, s.n, s.weight, s.weightSquares, s.sums, s.products);
  const p = columns.length;
  // What has no spread has no co-moments, whatever rounding says; and one row has no spread.
  const constant = columns.map((_, i) => s.rows === 1 || moments.comoment[i * (p + 1)] === 0);
  return { ...moments, comoment: moments.comoment.map((value, e) => (constant[Math.floor(e / p)] || constant[e % p] ? 0 : value)) };
}
