/**
 * The x between `low` and `high` where a continuous function of opposite signs at the two crosses zero, to rounding of x or to 1e-13 of f;
 * the nearer end when the signs are equal.
 *
 * Source    Dowell & Jarratt (1971), A modified regula falsi method (Illinois), with bisection where it is slow.
 */
export function bracketedRoot(f: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) return Math.abs(fa) < Math.abs(fb) ? a : b;
  let kept = 0;
  for (let step = 0; step < 200; step++) {
    const secant = a - (fa * (b - a)) / (fb - fa);
    const x = step % 8 === 7 || !(secant > Math.min(a, b) && secant < Math.max(a, b)) ? (a + b) / 2 : secant;
    const fx = f(x);
    if (fx === 0 || Math.abs(b - a) <= 2e-15 * Math.abs(x)) return x;
    if (fx > 0 === fb > 0) {
      if (kept === 1) fa /= 2;
      kept = 1;
      [b, fb] = [x, fx];
    } else {
      if (kept === -1) fb /= 2;
      kept = -1;
      [a, fa] = [x, fx];
    }
    if (Math.abs(fx) < 1e-13) return x;
  }
  return (a + b) / 2;
}
