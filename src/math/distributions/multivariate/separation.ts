import { normalCdf, normalQuantile, normalTail } from '../normal.ts';
import { lattice } from './lattice.ts';
import type { Rectangle } from './limits.ts';
import { orderedLimits } from './ordered-limits.ts';
import { scaleQuantile } from './scale.ts';

const shifts = 8;

/** A probability, and the standard error of the integration that found it. */
export interface Integral {
  readonly probability: number;
  readonly error: number;
}

/**
 * The chance that a multivariate normal or t stays in a rectangle, for any positive semidefinite correlation matrix.
 *
 * Model     separation of variables: with Z = C Y the limits of Y_k depend on Y_1, ..., Y_k-1 only; each Y_k is drawn inside its limits and
 *           the chances to lie there are multiplied. A variable that is a combination of earlier ones narrows the limits of the last of them.
 *           Averaged over shifted lattices.
 * Errors    undefined when the matrix has a negative direction.
 * Source    Genz & Bretz (2002), JCGS 11; Genz & Kwong (2000), J. Statist. Comput. Simul. 68 (singular matrices).
 */
export function separatedProbability(rectangle: Rectangle, seed: number, effort: number): Integral | undefined {
  const ordered = orderedLimits(rectangle);
  if (ordered === undefined) return undefined;
  const { rank } = ordered;
  const { df } = rectangle;
  const points = Math.round(Math.max(128, Math.min(8192, (effort * 6e6) / (110 * rank + rank ** 2 / 2 + (df < Infinity ? 4000 : 0)))));
  const place = new Float64Array(rank + 1);
  const y = new Float64Array(rank);
  const means = Float64Array.from({ length: shifts }, (_, shift) => {
    const places = lattice(rank + 1, seed, shift);
    let sum = 0;
    for (let k = 0; k < points; k++) {
      places.write(k, place);
      sum += chanceAlong(ordered, place, df < Infinity ? scaleQuantile(place[rank], df) : 1, y);
    }
    return sum / points;
  });
  const probability = means.reduce((sum, p) => sum + p, 0) / shifts;
  const error = Math.sqrt(means.reduce((sum, p) => sum + (p - probability) ** 2, 0) / (shifts * (shifts - 1)));
  return { probability: Math.min(1, probability), error };
}

function chanceAlong(
  { rank, groups, rows, lower, upper }: NonNullable<ReturnType<typeof orderedLimits>>,
  place: Float64Array,
  scale: number,
  y: Float64Array,
): number {
  let chance = 1;
  for (let k = 0, row = 0; k < rank; k++) {
    let [low, high] = [-Infinity, Infinity];
    for (; row < groups[k]; row++) {
      const from = row * rank;
      let known = 0;
      for (let j = 0; j < k; j++) known += rows[from + j] * y[j];
      const own = rows[from + k];
      const [a, b] = [(scale * lower[row] - known) / own, (scale * upper[row] - known) / own];
      low = Math.max(low, own > 0 ? a : b);
      high = Math.min(high, own > 0 ? b : a);
    }
    if (!(low < high)) return 0;
    // On the side where both limits lie, tails keep their digits.
    if (low > 0) {
      const [from, to] = [normalTail(low), normalTail(high)];
      chance *= from - to;
      y[k] = -normalQuantile(from - place[k] * (from - to));
    } else {
      const [from, to] = [normalCdf(low), normalCdf(high)];
      chance *= to - from;
      y[k] = normalQuantile(from + place[k] * (to - from));
    }
    if (chance === 0) return 0;
    y[k] = Math.max(-40, Math.min(40, y[k]));
  }
  return chance;
}
