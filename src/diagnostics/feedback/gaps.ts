import { comomentOf, meanOf } from '../../moments/moments.ts';
import type { ServedMoments, ServedPeriod } from './served-periods.ts';

/** How much labelled requests differ from all requests in a context. */
export interface Gap {
  readonly value: number;
  readonly standardError: number;
}

/**
 * Mean among served requests less mean among all.
 *
 * Model     The served are a part of all: the gap is (1 - r) (mean served - mean unserved), r the served share. Its variance is the mean square of
 *           s (x - mean served) / r - (x - mean of all), over the requests; the uncertainty of r is part of it.
 */
export function gapOf({ served, unserved, all }: ServedMoments, context: string): Gap {
  const [mean, own, other] = [meanOf(all, context), meanOf(served, context), meanOf(unserved, context)];
  const rest = unserved.n / served.n;
  const squares =
    rest ** 2 * comomentOf(served, context, context) + served.n * (own - mean) ** 2 + comomentOf(unserved, context, context) + unserved.n * (other - mean) ** 2;
  return { value: (unserved.n / all.n) * (own - other), standardError: Math.sqrt(squares / (all.n * (all.n - 1))) };
}

/** The gap within periods, on average over requests: what drifts from one period to the next is no part of it. */
export function gapWithin(periods: readonly ServedPeriod[], context: string): Gap {
  const sides = periods.flatMap((p) => p.sides ?? []);
  const n = sides.reduce((sum, { all }) => sum + all.n, 0);
  const gaps = sides.map((s) => ({ ...gapOf(s, context), weight: s.all.n / n }));
  return {
    value: gaps.reduce((sum, g) => sum + g.weight * g.value, 0),
    standardError: Math.sqrt(gaps.reduce((sum, g) => sum + (g.weight * g.standardError) ** 2, 0)),
  };
}

/** Standard deviation of a context within periods. */
export function spreadOf(periods: readonly ServedPeriod[], context: string): number {
  const sides = periods.flatMap((p) => p.sides ?? []);
  const n = sides.reduce((sum, { all }) => sum + all.n, 0);
  return Math.sqrt(sides.reduce((sum, { all }) => sum + comomentOf(all, context, context), 0) / n);
}
