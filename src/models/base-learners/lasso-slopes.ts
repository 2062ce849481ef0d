import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import type { Standardised } from './standardised.ts';

/** Beside the largest association with the target, this is rounding. */
const rounding = 1e-10;
const mostSweeps = 1_000;

/**
 * The slopes that leave least with a penalty on their sizes.
 *
 * Model     Sweeps of coordinate descent find which slopes are not zero, and their signs; given these the rest is linear, and solved. Of columns that are sums of others some
 *           solution, by sweeps alone.
 * Shapes    start: slopes near by, such as those of a penalty that is a little larger.
 * Source    Friedman, Hastie & Tibshirani (2010), Journal of Statistical Software 33; Lee, Battle, Raina & Ng (2007), NIPS 19, for the steps between.
 */
export function lassoSlopes(of: Standardised, penalty: number, start: Float64Array): Float64Array {
  const slopes = start.slice();
  const left = leftOf(of, slopes);
  const most = rounding * of.withTarget.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    const moved = sweepOver(of, penalty, slopes, left);
    if (solveSigned(of, penalty, slopes)) left.set(leftOf(of, slopes));
    else if (moved > most / 1_000) continue;
    if (left.every((association, j) => isSettled(association, slopes[j], penalty, most))) break;
  }
  return slopes;
}

/** What the slopes leave of each column's association with the target. */
function leftOf({ size, products, withTarget }: Standardised, slopes: Float64Array): Float64Array {
  const left = withTarget.slice();
  for (let j = 0; j < size; j++) if (slopes[j] !== 0) for (let k = 0; k < size; k++) left[k] -= slopes[j] * products[j * size + k];
  return left;
}

/** At the minimum, a slope's column is left the penalty with the slope's sign; one without a slope no more than the penalty. */
function isSettled(left: number, slope: number, penalty: number, most: number): boolean {
  return slope === 0 ? Math.abs(left) <= penalty + most : Math.abs(left - penalty * Math.sign(slope)) <= most;
}

/** One slope after the other is put where the others leave it; how far the furthest moved. */
function sweepOver({ size, products }: Standardised, penalty: number, slopes: Float64Array, left: Float64Array): number {
  let moved = 0;
  for (let j = 0; j < size; j++) {
    const own = products[j * (size + 1)];
    // Constant among these rows.
    if (!(own > 0)) continue;
    const alone = left[j] + own * slopes[j];
    const change = (Math.sign(alone) * Math.max(0, Math.abs(alone) - penalty)) / own - slopes[j];
    if (change === 0) continue;
    slopes[j] += change;
    for (let k = 0; k < size; k++) left[k] -= change * products[j * size + k];
    moved = Math.max(moved, Math.abs(change));
  }
  return moved;
}

/**
 * The best slopes with the signs that they have, in place: on the way there, one that reaches zero stays there. False, and nothing done, where columns are sums of others.
 */
function solveSigned({ size, products, withTarget }: Standardised, penalty: number, slopes: Float64Array): boolean {
  const found = slopes.slice();
  for (;;) {
    const active = Array.from(found.keys()).filter((j) => found[j] !== 0);
    const k = active.length;
    const factor = choleskyFactor(
      Float64Array.from({ length: k * k }, (_, e) => products[active[Math.floor(e / k)] * size + active[e % k]]),
      k,
    );
    if (!factor || active.some((j, a) => factor[a * (k + 1)] ** 2 < leastPivot * products[j * (size + 1)])) return false;
    const best = choleskySolve(
      factor,
      Float64Array.from(active, (j) => withTarget[j] - penalty * Math.sign(found[j])),
    );
    // How far to go until the first slope changes its sign.
    let [share, first] = [1, -1];
    for (let a = 0; a < k; a++) {
      const from = found[active[a]];
      if (Math.sign(best[a]) === Math.sign(from)) continue;
      const until = from / (from - best[a]);
      if (until < share || first < 0) [share, first] = [Math.min(share, until), a];
    }
    for (let a = 0; a < k; a++) found[active[a]] = a === first ? 0 : found[active[a]] + share * (best[a] - found[active[a]]);
    if (first < 0) break;
  }
  slopes.set(found);
  return true;
}

/** Less than this share of a column that others do not tell is rounding. */
const leastPivot = 1e-10;
