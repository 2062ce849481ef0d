import { normalCdf, normalDensity, normalQuantile } from '../math/distributions/normal.ts';
import { integral } from '../math/gauss-legendre.ts';
import { rootBetween } from '../math/root.ts';

/**
 * Critical value, in standard errors, at which several arms are compared with one control and any false find among them has the chance alpha.
 *
 * Model     arms share the control, so their statistics are Zi = λi C + sqrt(1 - λi²) Ei with λi² = share i / (share i + share of control); the value at which
 *           max |Zi| is exceeded with chance alpha (normal: for many degrees of freedom).
 * Errors    none: shares are checked by the design.
 * Source    Dunnett (1955), JASA 50.
 */
export function severalArmsCritical(treatments: readonly number[], control: number, alpha: number): number {
  const loadings = treatments.map((share) => Math.sqrt(share / (share + control)));
  const within = (critical: number): number =>
    integral((c) => loadings.reduce((product, λ) => product * between(critical, λ * c, Math.sqrt(1 - λ * λ)), normalDensity(c)), -9, 9);
  const single = -normalQuantile(alpha / 2);
  if (treatments.length === 1) return single;
  return rootBetween((critical) => within(critical) - (1 - alpha), single, -normalQuantile(alpha / (2 * treatments.length)) + 1e-9);
}

const between = (critical: number, mean: number, sd: number): number => normalCdf((critical - mean) / sd) - normalCdf((-critical - mean) / sd);
