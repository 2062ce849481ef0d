/**
 * The place between `low` and `high` where a continuous function crosses zero, to the last digits.
 *
 * Model     bisection, sped up by inverse interpolation where that stays inside and converges.
 * Errors    throws a RangeError when the function has one sign at both ends: a programming error.
 * Source    Brent (1973), Algorithms for Minimization without Derivatives, chapter 4.
 */
export function rootBetween(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (!(fa * fb < 0)) throw new RangeError(`No change of sign between ${low} (${fa}) and ${high} (${fb}).`);
  let [c, fc, step, before] = [a, fa, b - a, b - a];
  for (let i = 0; i < 300; i++) {
    // b is the best so far, c lies on the other side of the root.
    if (fb * fc > 0) [c, fc, step, before] = [a, fa, b - a, b - a];
    if (Math.abs(fc) < Math.abs(fb)) [a, b, c, fa, fb, fc] = [b, c, b, fb, fc, fb];
    const least = 2 * Number.EPSILON * Math.abs(b);
    const half = (c - b) / 2;
    if (Math.abs(half) <= least || fb === 0) return b;
    const guess = Math.abs(before) >= least && Math.abs(fa) > Math.abs(fb) ? interpolated(a, b, c, fa, fb, fc) : Number.NaN;
    if (Math.abs(guess) < Math.min(1.5 * Math.abs(half) - least / 2, Math.abs(before) / 2) && guess * half > 0) [before, step] = [step, guess];
    else [before, step] = [half, half];
    [a, fa] = [b, fb];
    b += Math.abs(step) > least ? step : Math.sign(half) * least;
    fb = f(b);
  }
  return b;
}

/** The step from b by a parabola through three points, or a line through two. */
function interpolated(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (s - 1);
  const [q, r] = [fa / fc, fb / fc];
  const numerator = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
  return -numerator / ((q - 1) * (r - 1) * (s - 1));
}
