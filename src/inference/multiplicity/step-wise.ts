/**
 * Holm's adjusted p-values: they hold the chance of any false rejection, whatever the dependence.
 *
 * Shapes    one for each p-value, in the order given.
 * Source    Holm (1979), Scandinavian Journal of Statistics 6.
 */
export function holm(p: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(p.length);
  let most = 0;
  for (const [rank, i] of ascending(p).entries()) {
    most = Math.max(most, Math.min(1, (p.length - rank) * p[i]));
    adjusted[i] = most;
  }
  return adjusted;
}

/**
 * Hochberg's adjusted p-values: never above Holm's, valid for independent or positively dependent tests.
 *
 * Shapes    one for each p-value, in the order given.
 * Source    Hochberg (1988), Biometrika 75.
 */
export function hochberg(p: readonly number[]): readonly number[] {
  return stepUp(p, (rank) => p.length - rank);
}

/**
 * Benjamini-Hochberg adjusted p-values: they hold the expected share of false ones among the rejections, under independence or positive dependence.
 *
 * Shapes    one for each p-value, in the order given.
 * Source    Benjamini & Hochberg (1995), JRSS B 57.
 */
export function benjaminiHochberg(p: readonly number[]): readonly number[] {
  return stepUp(p, (rank) => p.length / (rank + 1));
}

/**
 * Level of the intervals of what Benjamini-Hochberg selected at `q`, such that the expected share of selected intervals that miss is at most q.
 *
 * Model     1 - q R / m for R selected of m.
 * Units     selected: from 1 to family; without selections there is no interval to give.
 * Source    Benjamini & Yekutieli (2005), JASA 100.
 */
export function fcrLevel(q: number, selected: number, family: number): number {
  return 1 - (q * selected) / family;
}

/** From the largest p-value down: the least of factor(rank) p so far. */
function stepUp(p: readonly number[], factor: (rank: number) => number): readonly number[] {
  const adjusted = new Array<number>(p.length);
  let least = 1;
  const order = ascending(p);
  for (let rank = p.length - 1; rank >= 0; rank--) {
    least = Math.min(least, factor(rank) * p[order[rank]]);
    adjusted[order[rank]] = least;
  }
  return adjusted;
}

const ascending = (p: readonly number[]): readonly number[] => p.map((_, i) => i).sort((i, j) => p[i] - p[j]);
