import { stream } from '../../math/random/stream.ts';
import { invalid } from './options.ts';

/** So many rows over all draws take some ten seconds. */
const mostRows = 2e9;

/**
 * Means of columns over rows drawn with replacement, draw by draw. Rows are put in the order of what they hold first, so that the same rows in another order give the
 * same draws.
 *
 * Errors  option-invalid when there are too many rows for so many draws.
 */
export function bootstrapMeans(columns: Readonly<Record<string, Float64Array>>, draws: number, seed: number): readonly Readonly<Record<string, number>>[] {
  const names = Object.keys(columns);
  const n = columns[names[0]].length;
  if (n * draws > mostRows)
    throw invalid(
      'draws',
      `${draws} over ${n.toLocaleString('en-US')} rows`,
      'fewer: or take the interval by influence functions, which so many rows need not doubt',
    );
  const order = sortedRows(
    names.map((name) => columns[name]),
    n,
  );
  const sorted = names.map((name) => Float64Array.from(order, (i) => columns[name][i]));
  return Array.from({ length: draws }, (_, draw) => {
    const random = stream(seed, draw);
    const counts = new Float64Array(n);
    for (let i = 0; i < n; i++) counts[random.integer(n)]++;
    return Object.fromEntries(names.map((name, c) => [name, weightedMean(sorted[c], counts)]));
  });
}

function weightedMean(values: Float64Array, counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += counts[i] * values[i];
  return sum / values.length;
}

function sortedRows(columns: readonly Float64Array[], n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i).sort((i, j) => {
    for (const values of columns) if (values[i] !== values[j]) return values[i] - values[j];
    return 0;
  });
}
