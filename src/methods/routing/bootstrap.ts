import { sayCount } from '../../estimate/say.ts';
import { stream } from '../../math/random/stream.ts';
import { invalidOption } from './options.ts';

/** The most rows over all draws: some ten seconds of work. */
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
    throw invalidOption('draws', `${draws} over ${sayCount(n)} rows`, 'fewer: or take the interval by influence functions, which so many rows need not doubt');
  const order = sortedRows(
    names.map((name) => columns[name]),
    n,
  );
  const sorted = names.map((name) => Float64Array.from(order, (i) => columns[name][i]));
  const countsOf = drawn(n, draws, seed);
  return Array.from({ length: draws }, (_, draw) => {
    const counts = countsOf(draw);
    return Object.fromEntries(names.map((name, c) => [name, weightedMean(sorted[c], counts)]));
  });
}

/** The most counts that are kept: 60 MB. */
const mostKept = 3e7;
let kept: { readonly n: number; readonly draws: number; readonly seed: number; readonly counts: readonly Uint16Array[] } | undefined;

/** How often each row is drawn, by draw. A study asks for the same draws once an estimator, policy and outcome: the last ones are kept. */
function drawn(n: number, draws: number, seed: number): (draw: number) => Uint16Array {
  if (n * draws > mostKept) return (draw) => countsIn(n, draw, seed);
  if (kept?.n !== n || kept.draws !== draws || kept.seed !== seed)
    kept = { n, draws, seed, counts: Array.from({ length: draws }, (_, draw) => countsIn(n, draw, seed)) };
  const { counts } = kept;
  return (draw) => counts[draw];
}

function countsIn(n: number, draw: number, seed: number): Uint16Array {
  const random = stream(seed, draw);
  const counts = new Uint16Array(n);
  for (let i = 0; i < n; i++) counts[random.integer(n)]++;
  return counts;
}

function weightedMean(values: Float64Array, counts: Uint16Array): number {
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
