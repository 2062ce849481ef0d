/** Weighted counts, means and centred co-moments of a few columns: a monoid under `merge`. */
export interface Moments {
  /** The p names; their order fixes the index of every array below. */
  readonly columns: readonly string[];
  /** Observations: rows, or the sum of frequency weights. */
  readonly n: number;
  /** Sum of weights; n when unweighted or frequency-weighted. */
  readonly weight: number;
  /** Sum of squared weights (Kish); n when unweighted or frequency-weighted. */
  readonly weightSquares: number;
  /** p weighted means; zero when there are no observations. */
  readonly mean: Float64Array;
  /** p × p, row-major: Σ w (xᵢ − meanᵢ)(xⱼ − meanⱼ), undivided. */
  readonly comoment: Float64Array;
}

/** The moments of no rows: the neutral element of `merge`. */
export function emptyMoments(columns: readonly string[]): Moments {
  const p = columns.length;
  return { columns, n: 0, weight: 0, weightSquares: 0, mean: new Float64Array(p), comoment: new Float64Array(p * p) };
}

/** The index of a column. Asking for a column that is not there is a programming error. */
export function indexOf(m: Moments, column: string): number {
  const index = m.columns.indexOf(column);
  if (index < 0) throw new RangeError(`Moments of ${m.columns.join(', ')} hold no column ${column}.`);
  return index;
}

/** The moments of some of the columns, in the order asked for. */
export function select(m: Moments, columns: readonly string[]): Moments {
  const from = columns.map((column) => indexOf(m, column));
  const size = m.columns.length;
  const comoment = new Float64Array(from.length ** 2);
  for (let i = 0; i < from.length; i++) for (let j = 0; j < from.length; j++) comoment[i * from.length + j] = m.comoment[from[i] * size + from[j]];
  return { columns, n: m.n, weight: m.weight, weightSquares: m.weightSquares, mean: Float64Array.from(from, (i) => m.mean[i]), comoment };
}

/** The (weighted) mean of a column; zero when there are no observations. */
export function meanOf(m: Moments, column: string): number {
  return m.mean[indexOf(m, column)];
}

/** Σ w (a − mean a)(b − mean b). */
export function comomentOf(m: Moments, a: string, b: string): number {
  return m.comoment[indexOf(m, a) * m.columns.length + indexOf(m, b)];
}

/** The covariance of two columns over n − 1, weights scaled to sum to n. NaN below two observations. */
export function covarianceOf(m: Moments, a: string, b: string): number {
  return (comomentOf(m, a, b) / m.weight) * (m.n / (m.n - 1));
}

/** The variance of a column over n − 1, weights scaled to sum to n. NaN below two observations. */
export function varianceOf(m: Moments, column: string): number {
  return covarianceOf(m, column, column);
}
