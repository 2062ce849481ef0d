import { choleskyFactor, choleskySolve } from './cholesky.ts';

/**
 * The x that makes x' a x / 2 + c' x + penalty (|x_1| + ... + |x_n|) smallest, to rounding. With equal parts of a where they repeat each other, one of them.
 *
 * Model     feature-sign search: the coordinate at zero with the steepest descent gets a sign; with signs fixed the smallest lies in closed form; on the way there the
 *           best point of those where a coordinate changes its sign is taken. Every step lowers the value, so no set of signs comes twice.
 * Shapes    a: n x n, row-major, positive definite; c: n; start: n, where the search begins.
 * Errors    undefined when a is not positive definite on the coordinates that are used.
 * Source    Lee, Battle, Raina & Ng (2007), NIPS 19, Algorithm 1.
 */
export function penalizedQuadratic(a: Float64Array, c: Float64Array, penalty: number, start: Float64Array): Float64Array | undefined {
  const n = c.length;
  let x: Float64Array = start.slice();
  let scale = penalty;
  for (let i = 0; i < n; i++) scale = Math.max(scale, Math.abs(c[i]));
  const rounding = 1e-13 * scale;
  for (let step = 0; step < 100 * (n + 1); step++) {
    const slopes = gradient(a, c, x);
    const signs = Float64Array.from(x, Math.sign);
    // A coordinate moves that is away from zero while the slope says so; only then one at zero.
    const settled = signs.every((sign, i) => sign === 0 || Math.abs(slopes[i] + penalty * sign) <= rounding);
    if (settled) {
      let steepest = -1;
      let most = penalty + rounding;
      for (let i = 0; i < n; i++) if (signs[i] === 0 && Math.abs(slopes[i]) > most) [steepest, most] = [i, Math.abs(slopes[i])];
      if (steepest < 0) return x;
      signs[steepest] = -Math.sign(slopes[steepest]);
    }
    const goal = smallestGiven(a, c, penalty, signs);
    if (goal === undefined) return undefined;
    const next = bestOnTheWay(a, c, penalty, x, goal);
    // Nothing is gained any more but by rounding.
    if (next.every((value, i) => value === x[i])) return x;
    x = next;
  }
  return x;
}

function gradient(a: Float64Array, c: Float64Array, x: Float64Array): Float64Array {
  const n = c.length;
  const slopes = c.slice();
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) slopes[i] += a[i * n + j] * x[j];
  return slopes;
}

/** The smallest with these signs, whether or not it has them; zero where there is no sign. */
function smallestGiven(a: Float64Array, c: Float64Array, penalty: number, signs: Float64Array): Float64Array | undefined {
  const n = c.length;
  const used = Array.from(signs.keys()).filter((i) => signs[i] !== 0);
  const block = new Float64Array(used.length ** 2);
  for (const [k, i] of used.entries()) for (const [l, j] of used.entries()) block[k * used.length + l] = a[i * n + j];
  const lower = choleskyFactor(block, used.length);
  if (lower === undefined) return undefined;
  const solved = choleskySolve(
    lower,
    Float64Array.from(used, (i) => -c[i] - penalty * signs[i]),
  );
  const goal = new Float64Array(n);
  for (const [k, i] of used.entries()) goal[i] = solved[k];
  return goal;
}

/** The best of the goal and of the points on the way to it where a coordinate is zero. */
function bestOnTheWay(a: Float64Array, c: Float64Array, penalty: number, from: Float64Array, goal: Float64Array): Float64Array {
  let best = from;
  let least = valueAt(a, c, penalty, from);
  const consider = (point: Float64Array): void => {
    const value = valueAt(a, c, penalty, point);
    if (value < least) [best, least] = [point, value];
  };
  for (const [k, end] of goal.entries()) {
    if (from[k] * end >= 0) continue;
    const share = from[k] / (from[k] - end);
    consider(from.map((value, i) => (i === k ? 0 : value + share * (goal[i] - value))));
  }
  consider(goal);
  return best;
}

function valueAt(a: Float64Array, c: Float64Array, penalty: number, x: Float64Array): number {
  const n = c.length;
  let value = 0;
  for (let i = 0; i < n; i++) {
    let half = 0;
    for (let j = 0; j < n; j++) half += a[i * n + j] * x[j];
    value += x[i] * (half / 2 + c[i]) + penalty * Math.abs(x[i]);
  }
  return value;
}
