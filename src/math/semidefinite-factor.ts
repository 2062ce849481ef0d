/** A factor of a positive semidefinite matrix. */
export interface SemidefiniteFactor {
  /** size × rank, row-major: factor factor' is the matrix. */
  readonly factor: Float64Array;
  readonly rank: number;
  /** The rows in the order of their pivots: row `order[k]` has zeros behind column k. */
  readonly order: Int32Array;
}

/** A pivot below this share of the largest diagonal element is rounding. */
const nothing = 1e-12;

/**
 * Cholesky factor with the largest remaining variance first; undefined when the symmetric matrix (size × size) has a negative direction.
 *
 * Source    Higham (2002), Accuracy and Stability of Numerical Algorithms, section 10.3.
 */
export function semidefiniteFactor(matrix: ArrayLike<number>, size: number): SemidefiniteFactor | undefined {
  const left = Float64Array.from(matrix);
  const columns = new Float64Array(size * size);
  const order = Int32Array.from({ length: size }, (_, i) => i);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, left[i * size + i]);
  let rank = 0;
  for (; rank < size; rank++) {
    let best = rank;
    for (let k = rank + 1; k < size; k++) if (left[order[k] * (size + 1)] > left[order[best] * (size + 1)] * (1 + 1e-12)) best = k;
    [order[rank], order[best]] = [order[best], order[rank]];
    const pivot = order[rank];
    if (!(left[pivot * (size + 1)] > nothing * largest)) break;
    const root = Math.sqrt(left[pivot * (size + 1)]);
    for (let k = rank; k < size; k++) columns[rank * size + order[k]] = left[order[k] * size + pivot] / root;
    for (let k = rank + 1; k < size; k++) {
      const i = order[k];
      const own = columns[rank * size + i];
      if (own !== 0) for (let l = rank + 1; l < size; l++) left[i * size + order[l]] -= own * columns[rank * size + order[l]];
    }
  }
  for (let k = rank; k < size; k++) {
    for (let l = rank; l < size; l++) if (!(Math.abs(left[order[k] * size + order[l]]) <= 1e-8 * largest)) return undefined;
  }
  const factor = new Float64Array(size * rank);
  for (let i = 0; i < size; i++) for (let k = 0; k < rank; k++) factor[i * rank + k] = columns[k * size + i];
  return { factor, rank, order };
}
