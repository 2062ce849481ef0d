import { type Codes, codesUpTo, rowsByLevel } from '../../models/fixed-effects/effects.ts';

/** What a fit leaves of each row: columns and the residuals that they are multiplied by. */
interface Scored {
  readonly columns: readonly Float64Array[];
  readonly residuals: Float64Array;
}

/** Sum over rows of e^2 x x', k x k. */
export function rowProducts({ columns, residuals }: Scored): Float64Array {
  const k = columns.length;
  const products = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < residuals.length; i++) sum += residuals[i] ** 2 * columns[a][i] * columns[b][i];
      products[a * k + b] = sum;
      products[b * k + a] = sum;
    }
  }
  return products;
}

/** Sum over clusters of s s' with s the sum of e x in it, k x k. */
export function clusterProducts({ columns, residuals }: Scored, clusters: Codes): Float64Array {
  const count = codesUpTo(clusters);
  const sums = columns.map((column) => {
    const own = new Float64Array(count);
    for (let i = 0; i < residuals.length; i++) own[clusters[i]] += residuals[i] * column[i];
    return own;
  });
  const k = columns.length;
  const products = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let g = 0; g < count; g++) sum += sums[a][g] * sums[b][g];
      products[a * k + b] = sum;
      products[b * k + a] = sum;
    }
  }
  return products;
}

/** The same over the cells where clusters of two kinds meet, without numbering them: cluster by cluster of the one, by those of the other that it meets. */
export function crossedProducts({ columns, residuals }: Scored, one: Codes, other: Codes): Float64Array {
  const k = columns.length;
  const { starts, order } = rowsByLevel(one);
  const sums = new Float64Array(codesUpTo(other) * k);
  const met = new Int32Array(codesUpTo(other));
  const seen = new Int32Array(met.length).fill(-1);
  const products = new Float64Array(k * k);
  for (let g = 0; g + 1 < starts.length; g++) {
    let count = 0;
    for (let at = starts[g]; at < starts[g + 1]; at++) {
      const i = order === undefined ? at : order[at];
      const h = other[i];
      if (seen[h] !== g) {
        seen[h] = g;
        met[count++] = h;
        sums.fill(0, h * k, (h + 1) * k);
      }
      for (let j = 0; j < k; j++) sums[h * k + j] += residuals[i] * columns[j][i];
    }
    for (let m = 0; m < count; m++) {
      const from = met[m] * k;
      for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) products[a * k + b] += sums[from + a] * sums[from + b];
    }
  }
  for (let a = 0; a < k; a++) for (let b = 0; b < a; b++) products[b * k + a] = products[a * k + b];
  return products;
}
