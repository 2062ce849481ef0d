import { normalDensity, normalTail } from '../normal.ts';

/** Limits of one variable or of several alike: they share loading and limits. */
export interface Alike {
  readonly loading: number;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/**
 * The chance that a multivariate normal with correlations l_i l_j leaves its rectangle, each limit multiplied by `scale`.
 *
 * Model     Z_i = l_i U + sqrt(1 - l_i^2) E_i: given U the variables are independent, so 1 - product of their chances to stay is averaged
 *           over U by the trapezoidal rule, halved until two rules agree to 1e-9 of the value. The rule converges exponentially: the finer
 *           one is then right to rounding. The chance to leave is summed, not one minus the chance to stay, so small chances keep their digits.
 * Errors    absolute loadings must be below one.
 * Source    Dunnett & Sobel (1955), Biometrika 42; Trefethen & Weideman (2014), SIAM Review 56.
 */
export function productOutside(variables: readonly Alike[], scale: number): number {
  const count = variables.length;
  const slope = Float64Array.from(variables, (v) => v.loading / Math.sqrt(1 - v.loading ** 2));
  const spread = variables.map((v) => scale / Math.sqrt(1 - v.loading ** 2));
  const low = Float64Array.from(variables, (v, i) => v.low * spread[i]);
  const high = Float64Array.from(variables, (v, i) => v.high * spread[i]);

  function outside(u: number): number {
    let stay = 0;
    for (let i = 0; i < count; i++) {
      const shift = slope[i] * u;
      const leave = normalTail(high[i] - shift) + (low[i] === -Infinity ? 0 : normalTail(shift - low[i]));
      if (leave >= 1) return 1;
      stay += variables[i].count * Math.log1p(-leave);
    }
    return -Math.expm1(stay);
  }

  if (slope.every((s) => s === 0)) return outside(0);
  const term = (u: number): number => normalDensity(u) * outside(u);
  // Given that variable i leaves at a far limit, U lies about l_i times that limit.
  let reach = 0;
  for (const { loading, low: l, high: h } of variables) {
    for (const limit of [l, h]) if (Number.isFinite(limit)) reach = Math.max(reach, Math.abs(loading * limit * scale));
  }
  const end = Math.min(38, 8.5 + reach);
  let step = 0.5;
  let sum = term(0);
  for (let u = step; u <= end; u += step) sum += term(u) + term(-u);
  for (let halving = 0; halving < 12; halving++) {
    let between = 0;
    for (let u = step / 2; u <= end; u += step) between += term(u) + term(-u);
    const settled = Math.abs(between - sum) <= 1e-9 * Math.abs(sum + between);
    sum += between;
    step /= 2;
    if (settled) break;
  }
  return Math.min(1, sum * step);
}
