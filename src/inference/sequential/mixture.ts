import { expectChance, expectNumber, expectOption } from './expect-looks.ts';

/**
 * Half-width, in standard errors, of an asymptotic confidence sequence: an interval that holds at all sample sizes at once.
 *
 * Model   two-sided normal mixture: sqrt( (2 (n rho^2 + 1) / (n rho^2)) log( sqrt(n rho^2 + 1) / alpha ) ), rho making it narrowest at the planned size.
 *         One-sided at a level, as for guardrails: that of 2 level - 1. One side then errs in at most alpha and half the chance that a study crosses both sides; against the
 *         mixture over effects of one sign, which is exact, its bound is short by less than 0.01 standard errors at 0.95.
 * Source  Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas (2024), Annals of Statistics 52, eq. (8) and section 2.3.
 */
export function anytimeCritical(n: number, plannedUnits: number, level: number): number {
  return mixtureCritical(mixtureAt(n, plannedUnits, level), 1 - level);
}

/** n rho^2 of so many units: what they say over what the mixture expects, with rho for the planned size and the level. */
export function mixtureAt(n: number, plannedUnits: number, level: number): number {
  return (n / plannedUnits) * mixtureAtPlan(1 - level);
}

/** The |z| at which the likelihood ratio of a mixture v times as wide as the error reaches 1 / alpha. */
export function mixtureCritical(v: number, alpha: number): number {
  return Math.sqrt(((2 * (v + 1)) / v) * Math.log(Math.sqrt(v + 1) / alpha));
}

/** n rho^2 at the planned size: where the derivative of the width is zero, v = 2 log(1 / alpha) + log(1 + v), by fixed-point steps. */
function mixtureAtPlan(alpha: number): number {
  let v = 1;
  for (let step = 0; step < 60; step++) v = -2 * Math.log(alpha) + Math.log1p(v);
  return v;
}

/** Units an arm below which nothing is said. */
export const firstLook = 100;

/**
 * log of the likelihood of z under effects drawn from a normal law, over that under no effect: an e-value at any look.
 *
 * Model   (1 + v)^(-1/2) exp( z^2 v / (2 (1 + v)) ), v the variance of effects over that of the estimate.
 */
export const logMixtureRatio = (z: number, v: number): number => (z * z * v) / (2 * (1 + v)) - Math.log1p(v) / 2;

/**
 * A p-value that may be read at every look: one over the mixture's likelihood ratio, at most 1.
 *
 * Model   v = n rho^2. It is below alpha exactly where the interval of `anytimeCritical` leaves out zero. Two-sided.
 * Errors  option-invalid for a z that is not finite, a v that is not above zero.
 */
export function anytimePValue(z: number, v: number): number {
  expectNumber('z', z);
  expectOption(v > 0 && Number.isFinite(v), 'v', v, 'above zero: n rho^2 of the mixture');
  return Math.min(1, Math.exp(-logMixtureRatio(z, v)));
}

/** An estimate at a look. */
export interface LookedAt {
  readonly value: number;
  readonly standardError: number;
}

export interface MixturePlan {
  /** The smallest effect worth finding, told before there was data: the standard deviation of the effects that are mixed over. */
  readonly worthwhile: number;
  readonly level?: number;
}

/** What a mixture sequential probability ratio test says at a look. */
export interface MixtureLook {
  readonly likelihoodRatio: number;
  /** Two-sided; may be read at every look. */
  readonly pValue: number;
  /** Holds at all looks at once. */
  readonly low: number;
  readonly high: number;
}

/**
 * The mixture sequential probability ratio test: how much more likely the estimate is under effects as large as the worthwhile one than under none.
 *
 * Model     effects normal around zero with variance worthwhile^2, the estimate normal around the effect: v = (worthwhile / standard error)^2 in the likelihood ratio;
 *           p = 1 / ratio, at most 1; the interval holds the effects around which the mixture, moved there, has a ratio below 1 / alpha.
 * Units     those of the estimate.
 * Errors    option-invalid for a worthwhile effect of zero, a standard error that is not above zero, a level outside 0 to 1.
 * Source    Johari, Koomen, Pekelis & Walsh (2022), Operations Research 70; Robbins (1970), Annals of Mathematical Statistics 41.
 */
export function msprt({ value, standardError, worthwhile, level = 0.95 }: LookedAt & MixturePlan): MixtureLook {
  expectNumber('value', value);
  expectOption(standardError > 0 && Number.isFinite(standardError), 'standardError', standardError, 'above zero');
  expectOption(worthwhile !== 0 && Number.isFinite(worthwhile), 'worthwhile', worthwhile, 'a number other than zero, in units of the outcome');
  expectChance('level', level);
  const v = (worthwhile / standardError) ** 2;
  const half = mixtureCritical(v, 1 - level) * standardError;
  const log = logMixtureRatio(value / standardError, v);
  return { likelihoodRatio: Math.exp(log), pValue: Math.min(1, Math.exp(-log)), low: value - half, high: value + half };
}

/** The test at each of several looks, in their order. The p-value is the smallest so far: it never rises, and errs in no more than alpha of cases all the same. */
export function msprtSoFar(looks: readonly LookedAt[], plan: MixturePlan): readonly MixtureLook[] {
  let least = 1;
  return looks.map((look) => {
    const at = msprt({ ...look, ...plan });
    least = Math.min(least, at.pValue);
    return { ...at, pValue: least };
  });
}
