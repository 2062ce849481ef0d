import type { Piece, Test } from '../estimate/estimate.ts';
import { bracketedRoot } from '../math/bracketed-root.ts';
import { normalQuantile, normalTail } from '../math/distributions/normal.ts';

/** Events among units of one arm. */
export interface Proportion {
  readonly events: number;
  readonly n: number;
}

/** Wilson score interval of a proportion. Source  Wilson (1927), JASA 22. */
export function wilson({ events, n }: Proportion, z: number): Required<Piece> {
  const p = events / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  // The share itself lies inside, also where rounding says otherwise.
  return { low: Math.max(0, Math.min(p, centre - half)), high: Math.min(1, Math.max(p, centre + half)) };
}

/**
 * Interval of the ratio of two proportions from the Wilson limits of each; unbounded above without events in the control arm.
 * The ratios r for which Newcombe's interval of treatment - r control includes zero.
 *
 * Source  Newcombe (2016), Statistical Methods in Medical Research 25 (MOVER-R).
 */
export function newcombeRatio(treatment: Proportion, control: Proportion, level: number): Piece & { readonly low: number } {
  const z = normalQuantile((1 + level) / 2);
  const [p1, p0] = [treatment.events / treatment.n, control.events / control.n];
  const [w1, w0] = [wilson(treatment, z), wilson(control, z)];
  const product = p1 * p0;
  const below = w1.low * (2 * p1 - w1.low);
  const above = w0.low * (2 * p0 - w0.low);
  const low = below > 0 ? below / (product + Math.sqrt(Math.max(0, product ** 2 - w0.high * (2 * p0 - w0.high) * below))) : 0;
  return above > 0 ? { low, high: (product + Math.sqrt(Math.max(0, product ** 2 - above * w1.high * (2 * p1 - w1.high)))) / above } : { low };
}

/**
 * Interval of a difference of two proportions from the Wilson limits of each: holds its level with few or no events.
 *
 * Source  Newcombe (1998), Statistics in Medicine 17, method 10; statsmodels confint_proportions_2indep(method='newcomb').
 */
export const newcombe = (treatment: Proportion, control: Proportion, level: number): Required<Piece> =>
  newcombeAt(treatment, control, normalQuantile((1 + level) / 2));

function newcombeAt(treatment: Proportion, control: Proportion, z: number): Required<Piece> {
  const [p1, p0] = [treatment.events / treatment.n, control.events / control.n];
  const [w1, w0] = [wilson(treatment, z), wilson(control, z)];
  return {
    low: p1 - p0 - Math.hypot(p1 - w1.low, w0.high - p0),
    high: p1 - p0 + Math.hypot(w1.high - p1, p0 - w0.low),
  };
}

/** Beyond so many standard errors a tail is zero. */
const furthest = 38;

/** The test of no difference that goes with that interval: its p-value is under 1 - level where the interval of that level leaves zero out. The statistic is a standard normal score. */
export function newcombeTest(treatment: Proportion, control: Proportion): Test {
  const value = treatment.events / treatment.n - control.events / control.n;
  const nearer = (z: number): number => (value > 0 ? newcombeAt(treatment, control, z).low : -newcombeAt(treatment, control, z).high);
  const score = value === 0 ? 0 : bracketedRoot(nearer, 0, furthest);
  return { null: 0, alternative: 'two-sided', statistic: Math.sign(value) * score, pValue: Math.min(1, 2 * normalTail(score)) };
}
