import { overChiScale } from '../math/distributions/chi-scale.ts';
import { noncentralTCdf, noncentralTTail } from '../math/distributions/noncentral-t.ts';
import { normalCdf } from '../math/distributions/normal.ts';

/** The true effect, positive when better, and how precisely it is measured. */
export interface Prospect {
  readonly effect: number;
  readonly standardError: number;
  /** Infinity: the normal distribution. */
  readonly df: number;
}

/** Probability that |effect / standard error| exceeds the critical value: the power of a two-sided test of no effect. */
export function twoSidedRejection({ effect, standardError, df }: Prospect, critical: number): number {
  const noncentrality = effect / standardError;
  return noncentralTTail(critical, df, noncentrality) + noncentralTCdf(-critical, df, noncentrality);
}

/** Probability that the estimate lies above `limit` by more than `critical` standard errors. */
export function oneSidedRejection({ effect, standardError, df }: Prospect, limit: number, critical: number): number {
  return noncentralTTail(critical, df, (effect - limit) / standardError);
}

/**
 * Probability that both one-sided tests of equivalence reject: that the estimate lies within the margin on either side by more than `critical`
 * standard errors.
 *
 * Model     the two statistics share their estimate and their scale s: ∫ [Φ((margin - effect) / se - critical s) - Φ(critical s - (margin + effect) / se)] f(s) ds
 *           where that is positive. With df = Infinity the intersection is the difference itself.
 * Source    Phillips (1990), Journal of Pharmacokinetics and Biopharmaceutics 18; Owen (1965), Biometrika 52.
 */
export function equivalenceProbability({ effect, standardError, df }: Prospect, margin: number, critical: number): number {
  const above = (margin - effect) / standardError;
  const below = (margin + effect) / standardError;
  const between = (s: number): number => normalBetween(critical * s - below, above - critical * s);
  if (df === Infinity) return between(1);
  return Math.min(
    1,
    overChiScale(df, (s) => Math.log(between(s)), margin / standardError / critical),
  );
}

/** P(low < Z < high), without cancellation in either tail; zero when there is nothing between. */
function normalBetween(low: number, high: number): number {
  if (!(high > low)) return 0;
  return low > 0 ? normalCdf(-low) - normalCdf(-high) : normalCdf(high) - normalCdf(low);
}
