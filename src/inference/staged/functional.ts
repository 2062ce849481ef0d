import { placeOf, type Strata, sizeOf, strataOf } from './strata.ts';

/**
 * A number that is linear in the means of strata: every effect of a staged rollout without covariates is one.
 *
 * Its influence on a unit of stratum s with outcomes y is weights[s]' (y - means of s) / share of s, plus `between[s]`: what the share of the stratum, or a
 * model that does not fit its means, adds.
 */
export interface Functional {
  /** By stratum, as long as its means. */
  readonly weights: readonly Float64Array[];
  /** By stratum. */
  readonly between: Float64Array;
}

export function nothing({ strata }: Strata): Functional {
  return { weights: strata.map(({ means }) => new Float64Array(means.length)), between: new Float64Array(strata.length) };
}

/** The mean of a cohort in a period. */
export function cellMean(s: Strata, cohort: number, period: number): Functional {
  const one = nothing(s);
  const [stratum, at] = placeOf(s, cohort, period);
  one.weights[stratum][at] = 1;
  return one;
}

/** A sum of functionals, each times a number. */
export function sumOf(s: Strata, terms: readonly (readonly [times: number, of: Functional])[]): Functional {
  const sum = nothing(s);
  for (const [times, { weights, between }] of terms) {
    for (const [k, own] of weights.entries()) for (let j = 0; j < own.length; j++) sum.weights[k][j] += times * own[j];
    for (let k = 0; k < between.length; k++) sum.between[k] += times * between[k];
  }
  return sum;
}

export const minus = (s: Strata, a: Functional, b: Functional): Functional =>
  sumOf(s, [
    [1, a],
    [-1, b],
  ]);

export function valueIn({ strata }: Strata, { weights }: Functional): number {
  let value = 0;
  for (const [k, { means }] of strata.entries()) for (let j = 0; j < means.length; j++) if (weights[k][j] !== 0) value += weights[k][j] * means[j];
  return value;
}

/** The mean of several cohorts in a period, each by its units there; their shares are estimates too. */
export function pooledMean(s: Strata, cohorts: readonly number[], period: number): Functional {
  return averageBy(
    s,
    cohorts.map((cohort) => ({ effect: cellMean(s, cohort, period), strata: [placeOf(s, cohort, period)[0]], times: 1 })),
  );
}

/** Part of an average: its effect counts by the units of its strata, times a number. */
export interface Part {
  readonly effect: Functional;
  readonly strata: readonly number[];
  readonly times: number;
}

/** An average weighted by how many units are in strata. The shares of strata are estimates, and their errors enter by `between`. */
function averageBy(s: Strata, parts: readonly Part[]): Functional {
  const all = sizeOf(s);
  const shares = parts.map(({ strata, times }) => (times * strata.reduce((sum, k) => sum + s.strata[k].n, 0)) / all);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const average = sumOf(
    s,
    parts.map(({ effect }, i) => [shares[i] / total, effect]),
  );
  const value = valueIn(s, average);
  for (const { effect, strata, times } of parts) {
    const beyond = (times * (valueIn(s, effect) - value)) / total;
    for (const k of strata) average.between[k] += beyond;
  }
  return average;
}

/** An average by the units of cohorts: what several effects on each come to, `times` as often. */
export const averageByCohort = (s: Strata, effects: readonly { readonly cohort: number; readonly effect: Functional; readonly times?: number }[]): Functional =>
  averageBy(
    s,
    effects.map(({ cohort, effect, times = 1 }) => ({ effect, strata: strataOf(s, cohort), times })),
  );
