import { firstAbove, firstFrom } from '../scored-rows.ts';

/** Distances that differ by less than this share of themselves and of the scores differ by rounding alone. */
const rounding = 1e-10;

/**
 * How far each row is from the mean of the rows next to it, scaled so that squares estimate the variance.
 *
 * Model    Neighbours are the rows of the same side up to the distance of the J-th nearest, all ties among them; sqrt(m / (m + 1)) (y - mean of m neighbours).
 *          Distances that are equal but for rounding are ties: scores with two decimals would otherwise lose neighbours to their binary form.
 * Shapes   of rows from..to - 1 of one side, ascending in score.
 * Source   Abadie & Imbens (2006), Econometrica 74; RDHonest's sigmaNN.
 */
export function nearestDeviations(score: Float64Array, column: Float64Array, from: number, to: number, neighbours: number): Float64Array {
  const n = to - from;
  const sums = new Float64Array(n + 1);
  const origin = column[from];
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i] + (column[from + i] - origin);
  const asked = Math.min(neighbours, n - 1);
  const found = new Float64Array(n);
  if (asked < 1) return found;
  for (let i = from; i < to; i++) {
    // Grown one row at a time to the nearer side: `asked` steps.
    let [low, high] = [i, i + 1];
    let reach = 0;
    for (let step = 0; step < asked; step++) {
      const before = low > from ? score[i] - score[low - 1] : Infinity;
      const after = high < to ? score[high] - score[i] : Infinity;
      reach = Math.min(before, after);
      if (before <= after) low -= 1;
      else high += 1;
    }
    const allowed = reach + rounding * (reach + Math.abs(score[i]));
    const first = low > from && score[i] - score[low - 1] <= allowed ? firstFrom(score, from, low, score[i] - allowed) : low;
    const last = high < to && score[high] - score[i] <= allowed ? firstAbove(score, high, to, score[i] + allowed) : high;
    const m = last - first - 1;
    const own = column[i] - origin;
    const mean = (sums[last - from] - sums[first - from] - own) / m;
    found[i - from] = Math.sqrt(m / (m + 1)) * (own - mean);
  }
  return found;
}
