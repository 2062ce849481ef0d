import { multiplyVector, transpose } from '../../math/matrix.ts';
import type { LinearRegression } from '../../models/linear-regression.ts';
import { freedomOf } from '../freedom.ts';
import { type ClusterCovarianceKind, varianceFactor } from './cluster-kinds.ts';
import { type ClusterSums, clusterShares } from './cluster-shares.ts';
import { productsOf } from './share-products.ts';

/** One cluster does not show how clusters differ. */
export interface TooFewClusters {
  readonly kind: 'too-few-clusters';
  readonly clusters: number;
}

/** Only frequency weights, which count equal rows, have a clustered covariance here. */
export interface WeightsNotClustered {
  readonly kind: 'weights-not-clustered';
}

export interface ClusterCovariance {
  /** Of the contrasts, m x m. */
  readonly matrix: Float64Array;
  /** Of each contrast: Bell and McCaffrey's for CR2, G - 1 for CR0 and CR1. */
  readonly df: Float64Array;
  readonly clusters: number;
}

export interface ClusterCovarianceOptions {
  /** Of each row a number from 0 on that its cluster shares. */
  readonly clusters: ArrayLike<number>;
  readonly kind?: ClusterCovarianceKind;
  /** Weights of the k coefficients; each coefficient alone unless told. */
  readonly contrasts?: readonly Float64Array[];
}

/**
 * The covariance of coefficients of a linear regression, or of contrasts of them, when errors are shared within clusters.
 *
 * Model     as `clusteredCovariance`, from rows: CR0, CR1 (Stata's: G / (G - 1) * (n - 1) / (n - k)) or CR2 (default), with degrees of freedom.
 * Errors    too-few-clusters below two; weights-not-clustered with precision or sampling weights.
 * Source    Bell & McCaffrey (2002); Pustejovsky & Tipton (2018). Parity: clubSandwich vcovCR and coef_test.
 */
export function clusterCovariance(
  fit: LinearRegression,
  { clusters, kind = 'CR2', contrasts }: ClusterCovarianceOptions,
): ClusterCovariance | TooFewClusters | WeightsNotClustered {
  if (fit.weights && fit.weights.kind !== 'frequency') return { kind: 'weights-not-clustered' };
  const k = fit.names.length;
  const sums = sumsOf(fit, clusters);
  if (sums.clusters < 2) return { kind: 'too-few-clusters', clusters: sums.clusters };
  const asked = contrasts ?? Array.from({ length: k }, (_, j) => Float64Array.from({ length: k }, (__, i) => (i === j ? 1 : 0)));
  const turn = transpose(fit.basis.inverse, k, k);
  const { shares, freedom } = clusterShares(
    sums,
    asked.map((contrast) => multiplyVector(turn, contrast, k)),
    kind,
  );
  return {
    matrix: productsOf(shares[0], varianceFactor(kind, { clusters: sums.clusters, n: fit.n, parameters: k })),
    df: Float64Array.from(asked, (_, m) => (freedom ? freedomOf([freedom[m]]) : sums.clusters - 1)),
    clusters: sums.clusters,
  };
}

/** Rows of weight zero are in no cluster. A basis row has the root of its frequency in it, and the score needs the other. */
function sumsOf({ basis: { orthonormal }, residuals, weights }: LinearRegression, clusters: ArrayLike<number>): ClusterSums & { grams: Float64Array } {
  const p = orthonormal.length;
  const places = new Map<number, number>();
  const counts = (i: number): boolean => !weights || weights.values[i] > 0;
  for (let i = 0; i < residuals.length; i++) if (counts(i) && !places.has(clusters[i])) places.set(clusters[i], places.size);
  const grams = new Float64Array(places.size * p * p);
  const score = new Float64Array(places.size * p);
  for (let i = 0; i < residuals.length; i++) {
    if (!counts(i)) continue;
    const g = places.get(clusters[i])!;
    const residual = residuals[i] * Math.sqrt(weights?.values[i] ?? 1);
    for (let a = 0; a < p; a++) {
      score[g * p + a] += orthonormal[a][i] * residual;
      for (let b = 0; b < p; b++) grams[(g * p + a) * p + b] += orthonormal[a][i] * orthonormal[b][i];
    }
  }
  return { clusters: places.size, rank: p, grams, scores: [score] };
}
