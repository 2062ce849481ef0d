import type { Cuts } from './options.ts';

/** Estimators whose cut can be tuned, and the option that holds it. */
export const tunedBy = { switch: 'threshold', shrinkage: 'shrinkage' } as const satisfies Readonly<Record<string, keyof Cuts>>;

export type TunedEstimator = keyof typeof tunedBy;

/** Quantiles of the weights above zero between which cuts are looked for, and the largest weight. */
export const weightQuantiles = [0.05, 0.95, 1] as const;

/** Cuts between those quantiles, as many as in the papers. */
const between = 30;

/**
 * Candidates of a cut, the least biased first: evenly spaced on the scale of logarithms, and one that leaves every weight nearly as it is.
 *
 * Units   SWITCH: a weight; shrinkage: a squared weight.
 * Source  Wang, Agarwal & Dudik (2017), section 5, and Su, Dimakopoulou, Krishnamurthy & Dudik (2020), section 6.
 */
export function candidateCuts(estimator: TunedEstimator, [low, high, most]: readonly number[]): readonly number[] {
  const cuts = estimator === 'switch' ? [most, ...spaced(low, high)] : [1e4 * most ** 2, ...spaced(0.01 * low ** 2, 100 * high ** 2)];
  return [...new Set(cuts)];
}

/** From the larger down; the ends are the numbers themselves, so that a weight that equals one is not above it. */
const spaced = (low: number, high: number): readonly number[] =>
  Array.from({ length: between }, (_, i) => (i === 0 ? high : i === between - 1 ? low : high * (low / high) ** (i / (between - 1))));

/** A value by one of the candidates, with the variance of its mean. */
export interface Candidate {
  readonly value: number;
  readonly variance: number;
}

/** The chance with which the bound on the bias does not hold. */
const delta = 0.1;

/** What the error of an estimated bias can be, where outcomes lie in a range: by Bernstein's inequality over weights. */
export function biasReach(range: number, weights: { readonly n: number; readonly meanSquare: number; readonly largest: number }): number {
  const log = Math.log(2 / delta);
  return range * (Math.sqrt((2 * weights.meanSquare * log) / weights.n) + (2 * weights.largest * log) / (3 * weights.n));
}

/**
 * Mean squared error of each candidate, as far as the data tell.
 *
 * Model   variance + (|value - doubly robust value| + reach)^2: the difference is the mean of what the cut takes away from weights, times the residuals.
 * Source  Su, Dimakopoulou, Krishnamurthy & Dudik (2020), ICML, section 5 and the direct estimate of the bias in their appendix. Parity: obp.
 */
export const squaredErrors = (unbiased: number, candidates: readonly Candidate[], reach: number): readonly number[] =>
  candidates.map(({ value, variance }) => variance + (Math.abs(value - unbiased) + reach) ** 2);
