import { tiesWithin } from './local-polynomial.ts';
import type { Side } from './sides.ts';

/** Distances this close to each other, by their size, are the same. */
const sameDistance = Math.sqrt(Number.EPSILON);
/** Where nothing lies any more: further than any score, yet not so far that its difference to another is no number. */
const outOfReach = Number.MAX_VALUE;

/**
 * What each of the first rows of a side differs by from its nearest others: their squares estimate the variance of the column given the score.
 *
 * Model     the difference to the mean of J neighbours times √(J / (J + 1)); J is `matches` or more, since rows of one score, and scores
 *           equally far on both sides, are taken together.
 * Source    Calonico, Cattaneo & Titiunik (2014), Econometrica 82, section 5; Abadie & Imbens (2006), Econometrica 74.
 */
export function neighbourResiduals({ ties }: Side, rows: number, column: Float64Array, matches: number): Float64Array {
  const { starts, distance } = ties;
  const groups = tiesWithin(starts, rows);
  const sums = sumsOfTies(starts, groups, column);
  const wanted = Math.min(matches, rows - 1);
  const found = new Float64Array(rows);
  for (let g = 0; g < groups; g++) {
    let first = g;
    let last = g;
    let near = starts[g + 1] - starts[g] - 1;
    let sum = sums[g];
    while (near < wanted) {
      const back = first > 0 ? distance[g] - distance[first - 1] : outOfReach;
      const ahead = last < groups - 1 ? distance[last + 1] - distance[g] : outOfReach;
      const same = sameDistance * Math.max(back, ahead);
      if (back - ahead <= same) {
        first--;
        near += starts[first + 1] - starts[first];
        sum += sums[first];
      }
      if (ahead - back <= same) {
        last++;
        near += starts[last + 1] - starts[last];
        sum += sums[last];
      }
    }
    const scale = Math.sqrt(near / (near + 1));
    for (let i = starts[g]; i < starts[g + 1]; i++) found[i] = scale * (column[i] - (sum - column[i]) / near);
  }
  return found;
}

function sumsOfTies(starts: Int32Array, groups: number, column: Float64Array): Float64Array {
  const sums = new Float64Array(groups);
  for (let g = 0; g < groups; g++) for (let i = starts[g]; i < starts[g + 1]; i++) sums[g] += column[i];
  return sums;
}
