import { symmetricEigen } from '../../math/symmetric-eigenvalues.ts';
import { leastSlack } from '../second-pass.ts';
import type { ClusterCovarianceKind } from './cluster-kinds.ts';

/** What the rows of each cluster add up to, in a basis Z in which the whole design is orthonormal: Z'Z = 1. */
export interface ClusterSums {
  readonly clusters: number;
  /** Columns p of the basis. */
  readonly rank: number;
  /** Z_g'Z_g, clusters x p x p; only CR2 needs them. */
  readonly grams?: Float64Array;
  /** Z_g'e_g of each residual e, clusters x p. */
  readonly scores: readonly Float64Array[];
}

/** Trace and sum of squares of the quadratic form that a variance is, from which its degrees of freedom come. */
export interface Freedom {
  readonly trace: number;
  readonly squares: number;
}

export interface ClusterShares {
  /** Of each residual, of each form: what a cluster adds to the error. The squares sum to the variance. */
  readonly shares: readonly (readonly Float64Array[])[];
  /** Of each form; absent but for CR2. */
  readonly freedom?: readonly Freedom[];
}

/**
 * The share of each cluster in the error of linear forms of the coefficients.
 *
 * Model   CR2: q'Z_g'A_g e_g with A_g = (1 - Z_g Z_g')^(-1/2). Since Z_g' f(Z_g Z_g') = f(Z_g'Z_g) Z_g', the Gram of each cluster is enough:
 *         with Z_g'Z_g = Q D Q' the share is q'Q (1 - D)^(-1/2) Q' s_g. A direction that one cluster holds alone (an eigenvalue of one) takes the
 *         generalised inverse. Degrees of freedom by Bell and McCaffrey under independent errors: with a_g = q'Q D (1 - D)^(-1) Q'q and
 *         w_g = Q D (1 - D)^(-1/2) Q'q, the form has the matrix a_g [g = h] - w_g'w_h; trace and squares are sums over clusters.
 * Shapes  forms q in the basis Z, length p each.
 * Source  Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018), JBES 36.
 */
export function clusterShares(sums: ClusterSums, forms: readonly Float64Array[], kind: ClusterCovarianceKind): ClusterShares {
  const { clusters, rank: p, grams, scores } = sums;
  const shares = scores.map(() => forms.map(() => new Float64Array(clusters)));
  if (kind !== 'CR2' || !grams) {
    for (const [r, score] of scores.entries())
      for (const [m, q] of forms.entries()) for (let g = 0; g < clusters; g++) shares[r][m][g] = product(q, score, 0, g * p);
    return { shares };
  }
  const alone = Float64Array.of(1);
  const totals = forms.map(() => ({ trace: 0, squares: 0, outer: new Float64Array(p * p) }));
  for (let g = 0; g < clusters; g++) {
    const gram = grams.subarray(g * p * p, (g + 1) * p * p);
    const { values, vectors } = p === 1 ? { values: gram, vectors: alone } : symmetricEigen(gram, p);
    const slack = values.map((d) => 1 - d);
    const inflation = slack.map((s) => (s > leastSlack ? 1 / Math.sqrt(s) : 0));
    for (const [m, q] of forms.entries()) {
      const turned = Float64Array.from({ length: p }, (_, e) => product(q, vectors, 0, e * p));
      for (const [r, score] of scores.entries())
        for (let e = 0; e < p; e++) shares[r][m][g] += turned[e] * inflation[e] * product(score, vectors, g * p, e * p);
      addFreedom(totals[m], turned, values, vectors, inflation);
    }
  }
  return { shares, freedom: totals.map(({ trace, squares, outer }) => ({ trace, squares: squares + outer.reduce((sum, v) => sum + v * v, 0) })) };

  function product(a: Float64Array, b: Float64Array, aFrom: number, bFrom: number): number {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += a[aFrom + j] * b[bFrom + j];
    return sum;
  }
}

/** Takes one cluster in: its own entry of the matrix, and its part of the sum of w w', whose squares are the double sum over clusters. */
function addFreedom(
  total: { trace: number; squares: number; readonly outer: Float64Array },
  turned: Float64Array,
  values: Float64Array,
  vectors: Float64Array,
  inflation: Float64Array,
): void {
  const p = turned.length;
  const w = new Float64Array(p);
  let own = 0;
  let length = 0;
  for (let e = 0; e < p; e++) {
    const weight = values[e] * inflation[e] * turned[e];
    own += weight * inflation[e] * turned[e];
    length += weight * weight;
    for (let j = 0; j < p; j++) w[j] += weight * vectors[e * p + j];
  }
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) total.outer[i * p + j] += w[i] * w[j];
  total.trace += own - length;
  total.squares += (own - length) ** 2 - length ** 2;
}

/** Degrees of freedom of a sum of independent quadratic forms. Zero where single clusters determine the form: nothing is left to estimate from. */
export function freedomOf(parts: readonly Freedom[]): number {
  const trace = parts.reduce((sum, part) => sum + part.trace, 0);
  const squares = parts.reduce((sum, part) => sum + part.squares, 0);
  return squares > 0 ? trace ** 2 / squares : 0;
}

/** The freedom of the same form multiplied by a factor. */
export const scaledFreedom = ({ trace, squares }: Freedom, factor: number): Freedom => ({ trace: trace * factor ** 2, squares: squares * factor ** 4 });
