import type { Propensity } from './propensity.ts';

/** A mean among compliers, and its standard error. */
export interface ComplierProfileMean {
  readonly mean: number;
  readonly standardError: number;
}

export interface ComplierProfile {
  /** Of the units, that of compliers. */
  readonly share: number;
  /** One a column. */
  readonly means: readonly ComplierProfileMean[];
}

/**
 * Who the compliers are: units whose choice an encouragement of 0 or 1 decides, where it is as good as random given the covariates.
 *
 * Model    each unit counts with 1 - d (1 - z) / (1 - p) - (1 - d) z / p, p the chance of the encouragement given the covariates: of always- and never-takers the terms cancel on average.
 *          The error carries the estimation of p; with clusters contributions are added up within them.
 * Shapes   treated and encouraged one a unit, 0 or 1; encouragement moves units towards treatment. Undefined where compliers have no weight.
 * Source   Abadie (2003), Journal of Econometrics 113, theorem 3.1.
 */
export function complierProfile(
  treated: Uint8Array,
  encouraged: Uint8Array,
  columns: readonly Float64Array[],
  { chances, slopes, carried }: Propensity,
  clusters?: { readonly codes: Int32Array; readonly count: number },
): ComplierProfile | undefined {
  const n = treated.length;
  const [weights, moves] = [new Float64Array(n), new Float64Array(n)];
  let total = 0;
  for (let i = 0; i < n; i++) {
    const [d, z, p] = [treated[i], encouraged[i], chances[i]];
    weights[i] = 1 - (d * (1 - z)) / (1 - p) - ((1 - d) * z) / p;
    moves[i] = slopes[i] * (((1 - d) * z) / p ** 2 - (d * (1 - z)) / (1 - p) ** 2);
    total += weights[i];
  }
  if (!(total > 0)) return undefined;
  const means = columns.map((column): ComplierProfileMean => {
    const mean = column.reduce((sum, x, i) => sum + weights[i] * x, 0) / total;
    const adds = carried(moves.map((move, i) => (move * (column[i] - mean)) / total));
    for (let i = 0; i < n; i++) adds[i] += (weights[i] * (column[i] - mean)) / total;
    return { mean, standardError: Math.sqrt(sumOfSquares(adds, clusters)) };
  });
  return { share: total / n, means };
}

function sumOfSquares(adds: Float64Array, clusters: { readonly codes: Int32Array; readonly count: number } | undefined): number {
  const sums = clusters ? new Float64Array(clusters.count) : adds;
  if (clusters) for (let i = 0; i < adds.length; i++) sums[clusters.codes[i]] += adds[i];
  return sums.reduce((sum, add) => sum + add * add, 0);
}
