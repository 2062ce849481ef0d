import { choleskyFactor } from '../../math/cholesky.ts';
import { compensatedSum } from '../../math/compensated-sum.ts';
import { chiSquareLowerQuantile } from '../../math/distributions/chi-square.ts';
import type { Lots, MechanismRefusal, Rerandomized } from './mechanism.ts';

/** Less than this share of a covariate's variance is left beside the others: it repeats them. */
const alike = 1e-10;

/** When a draw is kept: every treatment is no further from control than this. */
export interface Balance {
  /** The furthest of the treatments from control, under arms by lot. */
  distance(arms: Int32Array): number;
  readonly most: number;
  readonly acceptance: number;
}

/**
 * How far arms are apart in covariates, as a draw with rejection looks at it.
 *
 * Model    Mahalanobis' distance d' V^-1 d, d the difference of the mean covariates of the lots (of a cluster the mean of its units), block by block by their share of lots, and V its
 *          covariance over all draws: sum over blocks of share^2 S_b (1 / n_1b + 1 / n_0b). Of two arms without blocks it is Morgan and Rubin's; its mean is the number of covariates.
 *          A draw is kept when it lies below the quantile of chi-squared at the acceptance.
 * Errors   covariates-alike where the covariates do not vary, or repeat each other.
 * Source   Morgan & Rubin (2012), Annals of Statistics 40.
 */
export function balanceOf(lots: Lots, { on, acceptance }: Rerandomized): Balance | MechanismRefusal {
  const p = on.length;
  const { armCount, starts } = lots;
  const values = centredLots(lots, on);
  const shares = blockCounts(lots);
  const factors: Float64Array[] = [];
  for (let arm = 1; arm < armCount; arm++) {
    const covariance = covarianceOf(values, lots, shares, arm);
    const lower = choleskyFactor(covariance, p);
    if (!lower || on.some((_, j) => lower[j * p + j] ** 2 < alike * covariance[j * p + j])) return { kind: 'covariates-alike' };
    factors.push(lower);
  }
  const sums = new Float64Array(armCount * p);
  const difference = new Float64Array(armCount * p);
  const distance = (drawn: Int32Array): number => {
    difference.fill(0);
    for (let b = 0; b + 1 < starts.length; b++) {
      sums.fill(0);
      for (let g = starts[b]; g < starts[b + 1]; g++) for (let j = 0, at = drawn[g] * p; j < p; j++) sums[at + j] += values[g * p + j];
      for (let arm = 1; arm < armCount; arm++) {
        const [n1, n0] = [shares.counts[b * armCount + arm], shares.counts[b * armCount]];
        const share = shares.shareOf(b, arm);
        if (share > 0) for (let j = 0; j < p; j++) difference[arm * p + j] += share * (sums[arm * p + j] / n1 - sums[j] / n0);
      }
    }
    let furthest = 0;
    for (let arm = 1; arm < armCount; arm++) furthest = Math.max(furthest, squaredLength(factors[arm - 1], difference.subarray(arm * p, (arm + 1) * p)));
    return furthest;
  };
  return { distance, most: chiSquareLowerQuantile(acceptance, p), acceptance };
}

/** Lot by lot the mean of each covariate over its units, less that of all lots. */
function centredLots({ arms, ofUnit }: Lots, on: readonly Float64Array[]): Float64Array {
  const p = on.length;
  const values = new Float64Array(arms.length * p);
  const units = new Float64Array(arms.length);
  for (let i = 0; i < ofUnit.length; i++) {
    units[ofUnit[i]]++;
    for (let j = 0; j < p; j++) values[ofUnit[i] * p + j] += on[j][i];
  }
  for (let j = 0; j < p; j++) {
    for (let g = 0; g < arms.length; g++) values[g * p + j] /= units[g];
    const mean = compensatedSum(Float64Array.from(arms, (_, g) => values[g * p + j])) / arms.length;
    for (let g = 0; g < arms.length; g++) values[g * p + j] -= mean;
  }
  return values;
}

interface BlockCounts {
  /** Lots by block and arm, which no draw changes. */
  readonly counts: Float64Array;
  /** What a block counts for a treatment: zero where it lacks an arm. */
  shareOf(block: number, arm: number): number;
}

function blockCounts({ arms, armCount, starts }: Lots): BlockCounts {
  const blocks = starts.length - 1;
  const counts = new Float64Array(blocks * armCount);
  for (let b = 0; b < blocks; b++) for (let g = starts[b]; g < starts[b + 1]; g++) counts[b * armCount + arms[g]]++;
  const both = (b: number, arm: number): number => {
    const [n1, n0] = [counts[b * armCount + arm], counts[b * armCount]];
    return n1 > 0 && n0 > 0 ? n1 + n0 : 0;
  };
  const totals = Float64Array.from({ length: armCount }, (_, arm) => {
    let total = 0;
    for (let b = 0; b < blocks; b++) total += both(b, arm);
    return total;
  });
  return { counts, shareOf: (b, arm) => (totals[arm] > 0 ? both(b, arm) / totals[arm] : 0) };
}

/** Of the difference between a treatment and control, over all draws. */
function covarianceOf(values: Float64Array, { armCount, starts }: Lots, { counts, shareOf }: BlockCounts, arm: number): Float64Array {
  const p = values.length / starts[starts.length - 1];
  const total = new Float64Array(p * p);
  const mean = new Float64Array(p);
  for (let b = 0; b + 1 < starts.length; b++) {
    const share = shareOf(b, arm);
    if (share === 0) continue;
    const n = starts[b + 1] - starts[b];
    mean.fill(0);
    for (let g = starts[b]; g < starts[b + 1]; g++) for (let j = 0; j < p; j++) mean[j] += values[g * p + j] / n;
    const weight = (share ** 2 / (n - 1)) * (1 / counts[b * armCount + arm] + 1 / counts[b * armCount]);
    for (let g = starts[b]; g < starts[b + 1]; g++)
      for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) total[j * p + k] += weight * (values[g * p + j] - mean[j]) * (values[g * p + k] - mean[k]);
  }
  return total;
}

/** x' (LL')^-1 x, by forward substitution. */
function squaredLength(lower: Float64Array, x: Float64Array): number {
  const p = x.length;
  let total = 0;
  for (let j = 0; j < p; j++) {
    let z = x[j];
    for (let k = 0; k < j; k++) z -= lower[j * p + k] * x[k];
    x[j] = z / lower[j * p + j];
    total += x[j] * x[j];
  }
  return total;
}

/** Why what happened was not drawn in this way, where it lies further apart than any draw that is kept. */
export function notAccepted({ arms }: Lots, { distance, most }: Balance): MechanismRefusal | undefined {
  const own = distance(arms);
  return own > most * (1 + 1e-9) ? { kind: 'not-accepted', distance: own, most } : undefined;
}
