import { dot } from '../../math/dot.ts';

/** The Cholesky factor of a symmetric matrix that rows and columns join and leave. */
export interface GrowingFactor {
  /** Joins at the end: the products with those that are in, then with itself; they are overwritten. A pivot below the floor is lifted to it. */
  append(row: Float64Array, floor: number): void;
  remove(place: number): void;
  /** All leave. */
  clear(): void;
  /** Among solutions of (matrix x = b - level), where the level is free, the one that sums to zero. */
  solveLevelled(b: Float64Array): Float64Array;
}

/** Starts without rows. */
export function growingFactor(): GrowingFactor {
  const lower: Float64Array[] = [];
  // The solution of (lower x = ones), which turns along.
  const ones: number[] = [];
  const forward = (b: Float64Array, size: number): void => {
    for (let i = 0; i < size; i++) b[i] = (b[i] - dot(lower[i], b, i)) / lower[i][i];
  };
  return {
    append(row, floor) {
      const size = lower.length;
      forward(row, size);
      let pivot = row[size];
      let one = 1;
      for (let l = 0; l < size; l++) {
        pivot -= row[l] * row[l];
        one -= row[l] * ones[l];
      }
      row[size] = Math.sqrt(Math.max(pivot, floor));
      lower.push(row);
      ones.push(one / row[size]);
    },
    remove(place) {
      lower.splice(place, 1);
      for (let i = place; i < lower.length; i++) {
        const a = lower[i][i];
        const b = lower[i][i + 1];
        const length = Math.hypot(a, b);
        const cosine = a / length;
        const sine = b / length;
        for (let r = i; r < lower.length; r++) {
          const row = lower[r];
          const left = row[i];
          row[i] = cosine * left + sine * row[i + 1];
          row[i + 1] = cosine * row[i + 1] - sine * left;
        }
        const left = ones[i];
        ones[i] = cosine * left + sine * ones[i + 1];
        ones[i + 1] = cosine * ones[i + 1] - sine * left;
      }
      ones.pop();
    },
    clear() {
      lower.length = 0;
      ones.length = 0;
    },
    solveLevelled(b) {
      const size = lower.length;
      const x = b.slice();
      forward(x, size);
      let along = 0;
      let length = 0;
      for (let i = 0; i < size; i++) {
        along += ones[i] * x[i];
        length += ones[i] * ones[i];
      }
      for (let i = 0; i < size; i++) x[i] -= (along / length) * ones[i];
      for (let i = size - 1; i >= 0; i--) {
        const row = lower[i];
        x[i] /= row[i];
        for (let l = 0; l < i; l++) x[l] -= row[l] * x[i];
      }
      return x;
    },
  };
}
