import { choleskyFactor, choleskySolve } from '../../../math/cholesky.ts';
import { dot } from '../../../math/dot.ts';

/** What may be asked of two arms without a model: their means, their ranks, or their whole distributions. */
export type ArmStatistic = 'difference' | 'rank-sum' | 'kolmogorov-smirnov';

/** Which rows are in the treated arm: 1, else 0. Both arms have rows. */
export type Membership = Uint8Array;

/** A statistic of a column, made ready for many draws of who is treated. */
export const armStatistics: { readonly [K in ArmStatistic]: (values: Float64Array) => (treated: Membership) => number } = {
  difference: differenceOf,
  'rank-sum': rankSumOf,
  'kolmogorov-smirnov': kolmogorovSmirnovOf,
};

/** Mean of the treated less mean of the others. */
function differenceOf(values: Float64Array): (treated: Membership) => number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const left = values.map((value) => value - mean);
  const whole = left.reduce((sum, value) => sum + value, 0);
  return (treated) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < left.length; i++) {
      sum += treated[i] * left[i];
      count += treated[i];
    }
    return sum / count - (whole - sum) / (left.length - count);
  };
}

/** The sum of ranks of the untreated, less what is expected, over its error without ties (Wilcoxon). */
function rankSumOf(values: Float64Array): (treated: Membership) => number {
  const ranks = ranksOf(values);
  const n = values.length;
  return (treated) => {
    let [sum, count] = [0, 0];
    for (let i = 0; i < n; i++) {
      sum += (1 - treated[i]) * ranks[i];
      count += 1 - treated[i];
    }
    return (sum - (count * (n + 1)) / 2) / Math.sqrt((count * (n - count) * (n + 1)) / 12);
  };
}

function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to += 1;
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** The largest distance between the distribution functions of both arms, compared as whole numbers so that equal ones tie. */
function kolmogorovSmirnovOf(values: Float64Array): (treated: Membership) => number {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const n = values.length;
  return (treated) => {
    let count = 0;
    for (let i = 0; i < n; i++) count += treated[i];
    let [above, others, largest] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      if (treated[order[i]] === 1) above += 1;
      else others += 1;
      if (i + 1 < n && values[order[i + 1]] === values[order[i]]) continue;
      largest = Math.max(largest, Math.abs(others * count - above * (n - count)));
    }
    return largest / (count * (n - count));
  };
}

/**
 * Hotelling's T^2 of several columns; no number where columns repeat each other within arms.
 *
 * Source   Hotelling (1931), Annals of Mathematical Statistics 2.
 */
export function hotellingOf(columns: readonly Float64Array[]): (treated: Membership) => number {
  const k = columns.length;
  const n = columns[0].length;
  return (treated) => {
    const sums = [new Float64Array(k), new Float64Array(k)];
    const counts = [0, 0];
    for (let i = 0; i < n; i++) {
      counts[treated[i]] += 1;
      for (let c = 0; c < k; c++) sums[treated[i]][c] += columns[c][i];
    }
    const means = sums.map((sum, arm) => sum.map((value) => value / counts[arm]));
    const pooled = new Float64Array(k * k);
    for (let i = 0; i < n; i++) {
      const mean = means[treated[i]];
      for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) pooled[a * k + b] += (columns[a][i] - mean[a]) * (columns[b][i] - mean[b]);
    }
    for (let a = 0; a < k; a++) for (let b = 0; b <= a; b++) pooled[a * k + b] = pooled[b * k + a] = pooled[a * k + b] / (n - 2);
    const factor = choleskyFactor(pooled, k);
    if (!factor) return NaN;
    const distance = means[1].map((mean, c) => mean - means[0][c]);
    return ((counts[0] * counts[1]) / n) * dot(distance, choleskySolve(factor, distance));
  };
}
