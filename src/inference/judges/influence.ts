/** A statistic with its standard error. */
export interface Estimated {
  readonly value: number;
  readonly standardError: number;
}

/** Rows with weights; all alike without them. */
export interface WeightedRows {
  readonly n: number;
  readonly weight: (row: number) => number;
  /** What the errors of rows are added up by: a number for each, that of its cluster. */
  readonly together?: { readonly codes: ArrayLike<number>; readonly count: number } | undefined;
}

export function weightedMean({ n, weight }: WeightedRows, of: (row: number) => number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += weight(i) * of(i);
    total += weight(i);
  }
  return sum / total;
}

/** The standard error of a smooth statistic from each row's influence on it: sqrt(sum w^2 u^2) / sum w; of clusters, by their sums of w u and G / (G - 1). */
export function influenceError({ n, weight, together }: WeightedRows, influence: (row: number) => number): number {
  let [squares, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    squares += (weight(i) * influence(i)) ** 2;
    total += weight(i);
  }
  return Math.sqrt(together ? sumOfSquares(n, (i) => weight(i) * influence(i), together) : squares) / total;
}

/** Of the sums in clusters, as many as there are clusters less one make them vary. */
export function sumOfSquares(n: number, of: (row: number) => number, { codes, count }: NonNullable<WeightedRows['together']>): number {
  const sums = new Map<number, number>();
  for (let i = 0; i < n; i++) sums.set(codes[i], (sums.get(codes[i]) ?? 0) + of(i));
  return ([...sums.values()].reduce((total, x) => total + x * x, 0) * count) / Math.max(1, count - 1);
}
