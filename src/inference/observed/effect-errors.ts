import { type Freedom, freedomOf } from '../freedom.ts';
import type { AdjustedMean, AdjustedMeans } from './adjusted-means.ts';
import type { Clusters, ObservedUnits } from './observed-units.ts';

/** HC0: residuals as they are; HC2: each divided by the root of what its unit leaves of them, with degrees of freedom. */
export type ObservedCovariance = 'HC0' | 'HC2';

/** How two means err, and their difference. */
export interface EffectErrors {
  readonly treatmentVariance: number;
  readonly controlVariance: number;
  /** Of the two means. */
  readonly covariance: number;
  readonly variance: number;
  readonly df: number;
  /** What each unit (each cluster) adds to the error of the difference. */
  readonly contributions: Float64Array;
}

/**
 * Errors of two means and their difference, from what each unit adds.
 *
 * Model    the sum over units, or clusters, of squares of what they add. HC2: a unit's residual is divided by the root of one less its leverage; degrees of
 *          freedom are those of each arm's residuals, counted by how unequally outcomes are weighted and less the coefficients fitted, joined by Welch and
 *          Satterthwaite. With clusters times G / (G - 1).
 * Source   Stefanski & Boos (2002), American Statistician 56; MacKinnon & White (1985), Journal of Econometrics 29; Satterthwaite (1946), Biometrics 2.
 */
export function effectErrors(means: AdjustedMeans, { treated, clusters }: ObservedUnits, kind: ObservedCovariance = 'HC2'): EffectErrors {
  const [control, treatment] = means.map((mean) => joined(addsOf(mean, kind), clusters));
  const factor = clusters && kind === 'HC2' ? clusters.count / (clusters.count - 1) : 1;
  let [v0, v1, both, apart] = [0, 0, 0, 0];
  const contributions = new Float64Array(control.length);
  for (let g = 0; g < control.length; g++) {
    v0 += control[g] ** 2;
    v1 += treatment[g] ** 2;
    both += control[g] * treatment[g];
    contributions[g] = treatment[g] - control[g];
    // Of two means that err alike nothing may be left, and no less than that.
    apart += contributions[g] ** 2;
  }
  const shared = { controlVariance: factor * v0, treatmentVariance: factor * v1, covariance: factor * both };
  return {
    ...shared,
    variance: factor * apart,
    df: freedomOf(means.map((mean, arm) => freedomIn(mean, treated, arm, clusters))),
    contributions,
  };
}

function addsOf({ residual, leverage, rest }: AdjustedMean, kind: ObservedCovariance): Float64Array {
  const adds = new Float64Array(residual.length);
  for (let i = 0; i < adds.length; i++) {
    const left = kind === 'HC2' && residual[i] !== 0 ? Math.max(least, 1 - leverage[i]) : 1;
    adds[i] = residual[i] / Math.sqrt(left) + rest[i];
  }
  return adds;
}

/** A unit that fits itself leaves nothing that could be scaled up. */
const least = 1e-6;

function joined(adds: Float64Array, clusters: Clusters | undefined): Float64Array {
  if (!clusters) return adds;
  const sums = new Float64Array(clusters.count);
  for (let i = 0; i < adds.length; i++) sums[clusters.codes[i]] += adds[i];
  return sums;
}

/** Of an arm's residuals: how much of the variance they are, and by how many degrees of freedom that is known. */
function freedomIn({ residual, loading, fitted }: AdjustedMean, treated: Uint8Array, arm: number, clusters: Clusters | undefined): Freedom {
  const size = new Float64Array(loading.length);
  for (let i = 0; i < size.length; i++) size[i] = Math.abs(loading[i]);
  const [squares, weights] = [joined(residual, clusters), joined(size, clusters)];
  let [trace, sum, fourth] = [0, 0, 0];
  for (let g = 0; g < squares.length; g++) {
    trace += squares[g] ** 2;
    const square = weights[g] * weights[g];
    sum += square;
    fourth += square * square;
  }
  if (trace === 0) return { trace: 0, squares: 0 };
  const units = clusters ? weights.reduce((count, weight) => count + (weight > 0 ? 1 : 0), 0) : treated.reduce((count, t) => count + (t === arm ? 1 : 0), 0);
  // So many equally weighted outcomes would tell as much.
  const equal = sum ** 2 / fourth;
  const df = equal * Math.max(0, 1 - (clusters ? 1 : fitted) / units);
  return { trace, squares: df > 0 ? trace ** 2 / df : Infinity };
}
