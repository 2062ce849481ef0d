import { choleskyFactor, lowerInverse } from '../../math/cholesky.ts';
import { dot } from '../../math/dot.ts';

/** `mahalanobis`: inverse covariance of all rows; `inverse-variance`: its diagonal alone; `euclidean`: as they are. */
export type Metric = 'mahalanobis' | 'inverse-variance' | 'euclidean';

/** A column that does not vary, or that others make up: it cannot be measured with. */
export interface UnmeasurableColumn {
  readonly kind: 'column-unmeasurable';
  /** Its place among the columns. */
  readonly column: number;
  readonly why: 'constant' | 'dependent';
}

/** A share of its variance that others leave of a column, below which it is made up by them. */
const NOTHING = 1e-10;

/**
 * Columns in which the plain distance is that of the metric. Rows that are equal stay equal to the last bit.
 *
 * Model     z = L^-1 (x - mean), S = L L', S the covariance of all rows with n - 1; Mahalanobis as in Stata's teffects nnmatch and R
 *           Matching, where MatchIt takes the covariance within the arms.
 * Errors    column-unmeasurable, but for `euclidean`.
 */
export function whitened(columns: readonly Float64Array[], metric: Metric): readonly Float64Array[] | UnmeasurableColumn {
  if (metric === 'euclidean') return columns;
  const n = columns[0].length;
  const scaled: Float64Array[] = [];
  for (const [column, values] of columns.entries()) {
    const mean = meanOf(values);
    const centred = values.map((value) => value - mean);
    const deviation = Math.sqrt(dot(centred, centred) / (n - 1));
    if (!(deviation > 1e-12 * Math.abs(mean))) return { kind: 'column-unmeasurable', column, why: 'constant' };
    scaled.push(centred.map((value) => value / deviation));
  }
  if (metric === 'inverse-variance') return scaled;
  const size = columns.length;
  const correlation = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) correlation[i * size + j] = dot(scaled[i], scaled[j]) / (n - 1);
  const dependent = dependentIn(correlation, size);
  if (dependent !== undefined) return { kind: 'column-unmeasurable', column: dependent, why: 'dependent' };
  const inverse = lowerInverse(choleskyFactor(correlation, size)!, size);
  return scaled.map((_, i) => {
    const z = new Float64Array(n);
    for (let row = 0; row < n; row++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += inverse[i * size + j] * scaled[j][row];
      z[row] = sum;
    }
    return z;
  });
}

function dependentIn(correlation: Float64Array, size: number): number | undefined {
  for (let i = 0; i < size; i++) {
    const leading = new Float64Array((i + 1) ** 2);
    for (let a = 0; a <= i; a++) for (let b = 0; b <= i; b++) leading[a * (i + 1) + b] = correlation[a * size + b];
    const lower = choleskyFactor(leading, i + 1);
    if (!lower || lower[(i + 1) ** 2 - 1] ** 2 < NOTHING) return i;
  }
  return undefined;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
