/** An urn: `drawn` of its `total` units are taken out, `marked` of all are marked. */
export interface Urn {
  readonly total: number;
  readonly marked: number;
  readonly drawn: number;
}

/** Counts whose chances differ by less than this share are taken as equally likely: R's convention, wide enough for what rounding leaves open. */
const tie = 1e-7;

/** Chances below this share of the likeliest count's are left out of every sum. */
const negligible = 1e-305;

/**
 * Exact two-sided p-value of `count` marked units among those drawn: the chance of all counts that are no likelier.
 *
 * Model     hypergeometric chances relative to the likeliest count, by their ratios from one count to the next, outwards until nothing is added: no
 *           logarithm of a factorial is ever taken, so that nothing cancels. About 80 standard deviations are walked: 300,000 steps for 10^8 units
 *           drawn of 2 x 10^8 with half of all marked, where rounding leaves some 1e-11 of the p-value.
 * Units     p-values below 1e-300 read as zero.
 * Errors    NaN where the count cannot be: more than are marked, fewer than must be drawn.
 * Source    Fisher (1935), JRSS 98; R fisher.test, scipy.stats.fisher_exact.
 */
export function hypergeometricTwoSided(count: number, urn: Urn): number {
  const [least, most] = [Math.max(0, urn.marked + urn.drawn - urn.total), Math.min(urn.marked, urn.drawn)];
  if (!(count >= least && count <= most)) return NaN;
  const likeliest = Math.min(most, Math.max(least, Math.floor(((urn.drawn + 1) * (urn.marked + 1)) / (urn.total + 2))));
  const seen = walk(urn, likeliest, count);
  if (seen.last < 1e-300) return 0;
  const limit = seen.last * (1 + tie);
  const [above, below] = [walk(urn, likeliest, most, limit), walk(urn, likeliest, least, limit)];
  const unlikely = above.unlikely + below.unlikely + (1 <= limit ? 1 : 0);
  return Math.min(1, unlikely / (1 + above.sum + below.sum));
}

/** From one count towards another, that first one not counted in: chances relative to it, their sum, and the sum of those up to a limit. */
function walk({ total, marked, drawn }: Urn, from: number, to: number, limit = 0): { readonly last: number; readonly sum: number; readonly unlikely: number } {
  const unmarked = total - marked - drawn;
  let [chance, sum, unlikely] = [1, 0, 0];
  const take = (): boolean => {
    sum += chance;
    if (chance <= limit) unlikely += chance;
    return chance >= negligible;
  };
  if (to > from)
    for (let x = from; x < to; x++) {
      chance *= ((marked - x) / (x + 1)) * ((drawn - x) / (unmarked + x + 1));
      if (!take()) return { last: 0, sum, unlikely };
    }
  else
    for (let x = from; x > to; x--) {
      chance *= (x / (marked - x + 1)) * ((unmarked + x) / (drawn - x + 1));
      if (!take()) return { last: 0, sum, unlikely };
    }
  return { last: chance, sum, unlikely };
}
