import { tiesWithin } from './local-polynomial.ts';
import type { Side } from './sides.ts';

/** Distances this close to each other, by their size, are the same. */
const sameDistance = Math.sqrt(Number.EPSILON);

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
    let [first, last] = [g, g];
    let near = starts[g + 1] - starts[g] - 1;
    let sum = sums[g];
    while (near < wanted) {
      const [back, ahead] = nextOf(distance, g, first, last, groups);
      if (back) {
        first--;
        near += starts[first + 1] - starts[first];
        sum += sums[first];
      }
      if (ahead) {
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

/** On which sides of what was taken the next nearest lies. */
function nextOf(distance: Float64Array, g: number, first: number, last: number, groups: number): readonly [boolean, boolean] {
  if (first === 0) return [false, true];
  if (last === groups - 1) return [true, false];
  const back = distance[g] - distance[first - 1];
  const ahead = distance[last + 1] - distance[g];
  const same = sameDistance * Math.max(back, ahead);
  return [back - ahead <= same, ahead - back <= same];
}

function sumsOfTies(starts: Int32Array, groups: number, column: Float64Array): Float64Array {
  const sums = new Float64Array(groups);
  for (let g = 0; g < groups; g++) for (let i = starts[g]; i < starts[g + 1]; i++) sums[g] += column[i];
  return sums;
}
