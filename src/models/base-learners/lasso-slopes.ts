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
    const active = placesOfSlopes(found);
    const k = active.length;
    const factor = choleskyFactor(productsAmong(products, size, active), k);
    if (!factor || isSum(factor, products, size, active)) return false;
    const signed = new Float64Array(k);
    for (let a = 0; a < k; a++) signed[a] = withTarget[active[a]] - penalty * Math.sign(found[active[a]]);
    const best = choleskySolve(factor, signed);
    if (stepTowards(best, found, active)) break;
  }
  slopes.set(found);
  return true;
}

/** Goes as far as all keep their signs: the first that would change it is zero then. Is all of the way gone? */
function stepTowards(best: Float64Array, slopes: Float64Array, active: Int32Array): boolean {
  let [share, first] = [1, -1];
  for (let a = 0; a < active.length; a++) {
    const from = slopes[active[a]];
    if (Math.sign(best[a]) === Math.sign(from)) continue;
    const until = from / (from - best[a]);
    if (until < share || first < 0) [share, first] = [until, a];
  }
  for (let a = 0; a < active.length; a++) slopes[active[a]] = a === first ? 0 : slopes[active[a]] + share * (best[a] - slopes[active[a]]);
  return first < 0;
}

function placesOfSlopes(slopes: Float64Array): Int32Array {
  const places = new Int32Array(slopes.length);
  let count = 0;
  for (let j = 0; j < slopes.length; j++) if (slopes[j] !== 0) places[count++] = j;
  return places.subarray(0, count);
}

function productsAmong(products: Float64Array, size: number, places: Int32Array): Float64Array {
  const k = places.length;
  const among = new Float64Array(k * k);
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) among[a * k + b] = products[places[a] * size + places[b]];
  return among;
}

/** Less than this share of a column that others do not tell is rounding. */
const leastPivot = 1e-10;

/** Is one of the columns a sum of others? */
function isSum(factor: Float64Array, products: Float64Array, size: number, places: Int32Array): boolean {
  const k = places.length;
  for (let a = 0; a < k; a++) if (factor[a * (k + 1)] ** 2 < leastPivot * products[places[a] * (size + 1)]) return true;
  return false;
}
