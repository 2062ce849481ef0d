/** A statistic with its standard error. */
export interface Estimated {
  readonly value: number;
  readonly standardError: number;
}

/** Rows with weights; all alike without them. */
export interface WeightedRows {
  readonly n: number;
  readonly weight: (row: number) => number;
}

export function weightedMean({ n, weight }: WeightedRows, of: (row: number) => number): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += weight(i) * of(i);
    total += weight(i);
  }
  return sum / total;
}

/** The standard error of a smooth statistic from each row's influence on it: sqrt(sum w^2 u^2) / sum w. */
export function influenceError({ n, weight }: WeightedRows, influence: (row: number) => number): number {
  let [squares, total] = [0, 0];
  for (let i = 0; i < n; i++) {
    squares += (weight(i) * influence(i)) ** 2;
    total += weight(i);
  }
  return Math.sqrt(squares) / total;
}
