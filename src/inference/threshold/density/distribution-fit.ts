import { coefficientWeights } from '../coefficient-weights.ts';
import { type Kernel, kernelWeight } from '../kernels.ts';
import { firstAbove, firstFrom, type ScoredRows } from '../scored-rows.ts';

/** `unrestricted`: a polynomial on each side; `restricted`: one distribution function whose slope alone may jump. */
export type DensityModel = 'unrestricted' | 'restricted';

/** How a distribution function is fitted on both sides of the cutoff. */
export interface DistributionFit {
  readonly model: DensityModel;
  readonly kernel: Kernel;
  readonly degree: number;
  readonly width: { readonly below: number; readonly above: number };
}

/** A number on each side, which is a weighted sum of the empirical distribution function at rows from..to - 1. */
export interface SideWeights {
  readonly from: number;
  readonly to: number;
  readonly below: Float64Array;
  readonly above: Float64Array;
}

/**
 * The coefficient of a power of the score in a local polynomial fit to the empirical distribution function: of the first power it is the density.
 *
 * Shapes   undefined where there are fewer distinct scores than coefficients.
 * Source   Cattaneo, Jansson & Ma (2020), JASA 115. Parity: rddensity.
 */
export function distributionWeights({ score, below }: ScoredRows, fit: DistributionFit, power: number): SideWeights | undefined {
  const { width, degree } = fit;
  const from = firstFrom(score, 0, below, -width.below);
  const to = firstAbove(score, below, score.length, width.above);
  const n = to - from;
  const left = below - from;
  if (left < 1 || n - left < 1) return undefined;
  const weight = kernelWeight[fit.kernel];
  const u = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const h = i < left ? width.below : width.above;
    u[i] = score[from + i] / h;
    weights[i] = weight(Math.min(Math.abs(u[i]), 1)) / h;
  }
  if (fit.model === 'unrestricted') {
    const own = (first: number, last: number, h: number): Float64Array | undefined => {
      const found = coefficientWeights(u.subarray(first, last), weights.subarray(first, last), { degree }, [power]);
      if (!found) return undefined;
      const whole = new Float64Array(n);
      whole.set(
        found.powers[0].map((value) => value / h ** power),
        first,
      );
      return whole;
    };
    const [one, other] = [own(0, left, width.below), own(left, n, width.above)];
    return one && other && { from, to, below: one, above: other };
  }
  // The slope breaks at the cutoff; constant and higher powers are in common.
  const found = coefficientWeights(u, weights, { degree, broken: 'kink' }, [power]);
  if (!found) return undefined;
  const common = found.powers[0].map((value) => value / width.below ** power);
  return { from, to, below: common, above: power === 1 ? common.map((value, i) => value + found.broken[i] / width.below) : common };
}

/** The share of other rows that are no higher, row by row; with ties it is that of the last of them. */
export function distributionOf(score: Float64Array, ties: boolean): Float64Array {
  const n = score.length;
  const found = Float64Array.from(score, (_, i) => i / (n - 1));
  if (ties) for (let i = n - 2; i >= 0; i--) if (score[i] === score[i + 1]) found[i] = found[i + 1];
  return found;
}

/** Are there rows of equal score? */
export function hasTies(score: Float64Array): boolean {
  for (let i = 1; i < score.length; i++) if (score[i] === score[i - 1]) return true;
  return false;
}

/** The numbers of both sides, and what their jackknife variances and covariance are. */
export interface SideEstimates {
  readonly below: number;
  readonly above: number;
  readonly variance: { readonly below: number; readonly above: number; readonly covariance: number };
}

/**
 * Applies weights to the distribution function.
 *
 * Model    A row moves the distribution function at all rows above it: what it adds is the sum of their weights, over n - 1. Rows of one score, taken as one
 *          mass, add what the first of them adds.
 */
export function sideEstimates(score: Float64Array, weights: SideWeights, distribution: Float64Array, ties: boolean): SideEstimates {
  const { from, to } = weights;
  const n = to - from;
  let [below, above] = [0, 0];
  for (let i = 0; i < n; i++) {
    below += weights.below[i] * distribution[from + i];
    above += weights.above[i] * distribution[from + i];
  }
  const [left, right] = [tailsOf(weights.below, score, from, ties), tailsOf(weights.above, score, from, ties)];
  let [own, other, covariance] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    own += left[i] * left[i];
    other += right[i] * right[i];
    covariance += left[i] * right[i];
  }
  const scale = (score.length - 1) ** 2;
  return { below, above, variance: { below: own / scale, above: other / scale, covariance: covariance / scale } };
}

function tailsOf(weights: Float64Array, score: Float64Array, from: number, ties: boolean): Float64Array {
  const n = weights.length;
  const tails = new Float64Array(n);
  for (let i = n - 2; i >= 0; i--) tails[i] = tails[i + 1] + weights[i + 1];
  if (ties) for (let i = 1; i < n; i++) if (score[from + i] === score[from + i - 1]) tails[i] = tails[i - 1];
  return tails;
}
