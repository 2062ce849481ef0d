import type { Ranking } from './ranking.ts';

/** Scores in the order in which units would be treated. */
export interface RankedScores {
  readonly scores: Float64Array;
  readonly weights: Float64Array;
  /** Where each block of units with the same priority ends. */
  readonly ends: Int32Array;
  /** Of each the number of what it is drawn with: itself, or its cluster. */
  readonly drawn: Int32Array;
}

/** How many numbers `rankedSums` gives before those of the grid. */
export const before = 3;
export const places = { average: 0, autoc: 1, qini: 2 } as const;

export function rankedScores(scores: Float64Array, weights: Float64Array | undefined, drawn: Int32Array, { order, ends }: Ranking): RankedScores {
  return {
    scores: Float64Array.from(order, (i) => scores[i]),
    weights: weights ? Float64Array.from(order, (i) => weights[i]) : new Float64Array(order.length).fill(1),
    drawn: Int32Array.from(order, (i) => drawn[i]),
    ends,
  };
}

/**
 * The average score, the areas under the targeting curve by both weightings, and the curve on a grid of shares.
 *
 * Model     TOC(q) = mean score of the first share q less the mean of all. AUTOC: mean over units of TOC at the share that ends with them; Qini: the same times that share. Units of one
 *           priority count as their mean. On the grid a unit that the share cuts through counts for its part.
 * Shapes    [average, AUTOC, Qini, TOC at each of the grid], written into `out`; `kept[d]` says whether what was drawn d-th takes part.
 * Source    Yadlowsky, Fleming, Shah, Brunskill & Wager (2025), JASA 120. Parity: grf rank_average_treatment_effect.
 */
export function rankedSums(ranked: RankedScores, kept: Uint8Array, grid: Float64Array, out: Float64Array): void {
  const { scores, weights, ends, drawn } = ranked;
  let [total, sum] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    if (kept[drawn[i]] === 0) continue;
    total += weights[i];
    sum += weights[i] * scores[i];
  }
  const average = sum / total;
  let [start, weight, above, autoc, qini, g] = [0, 0, 0, 0, 0, 0];
  for (let b = 0; b < ends.length; b++) {
    const end = ends[b];
    let [own, ownSum] = [0, 0];
    for (let i = start; i < end; i++) {
      if (kept[drawn[i]] === 0) continue;
      own += weights[i];
      ownSum += weights[i] * (scores[i] - average);
    }
    const mean = ownSum / own;
    for (let i = start; own > 0 && i < end; i++) {
      const w = weights[i];
      if (kept[drawn[i]] === 0 || w === 0) continue;
      weight += w;
      above += w * mean;
      autoc += (w * above) / weight;
      qini += w * above;
      while (g < grid.length && grid[g] * total <= weight * (1 + 1e-14)) {
        const asked = Math.min(grid[g] * total, weight);
        out[before + g] = (above - (weight - asked) * mean) / asked;
        g++;
      }
    }
    start = end;
  }
  // Rounding may leave the last share a little above all.
  for (; g < grid.length; g++) out[before + g] = 0;
  out[places.average] = average;
  out[places.autoc] = autoc / total;
  out[places.qini] = qini / total ** 2;
}
