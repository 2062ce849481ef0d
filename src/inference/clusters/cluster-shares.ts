import { expressionKey } from '../../expressions/walk.ts';
import { remembered } from '../../math/remembered.ts';
import { symmetricEigen } from '../../math/symmetric-eigenvalues.ts';
import type { Freedom } from '../freedom.ts';
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

export interface ClusterShares {
  /** Of each residual, of each form: what a cluster adds to the error. The squares sum to the variance. */
  readonly shares: readonly (readonly Float64Array[])[];
  /** Of each form; absent but for CR2. */
  readonly freedom?: readonly Freedom[];
}

/**
 * The share of each cluster in the error of linear forms of the coefficients.
 *
 * Model   CR2: q'Z_g'A_g e_g with A_g = (1 - Z_g Z_g')^(-1/2). Since Z_g' f(Z_g Z_g') = f(Z_g'Z_g) Z_g', the Gram G of each cluster is enough: the share is
 *         v's_g with v = (1 - G)^(-1/2) q. A direction that one cluster holds alone (an eigenvalue of one) takes the generalised inverse. Degrees of
 *         freedom by Bell and McCaffrey under independent errors: with a_g = v'G v and w_g = G v, the form has the matrix a_g [g = h] - w_g'w_h;
 *         trace and squares are sums over clusters.
 * Shapes  forms q in the basis Z, length p each.
 * Source  Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018), JBES 36.
 */
export function clusterShares(sums: ClusterSums, forms: readonly Float64Array[], kind: ClusterCovarianceKind): ClusterShares {
  const { clusters, rank: p, grams, scores } = sums;
  if (kind !== 'CR2' || !grams) {
    const constant = (q: Float64Array) => ({ values: q, stride: 0 });
    return { shares: scores.map((score) => forms.map((q) => along(constant(q), score, clusters, p))) };
  }
  const weights = forms.map((q) => remembered(grams, expressionKey(q), () => weightsOf(grams, clusters, q)));
  return {
    shares: scores.map((score) => weights.map(({ values }) => along({ values, stride: p }, score, clusters, p))),
    freedom: weights.map(({ freedom }) => freedom),
  };
}

/** v's_g of each cluster, v its own or one for all. */
function along({ values, stride }: { readonly values: Float64Array; readonly stride: number }, score: Float64Array, clusters: number, p: number): Float64Array {
  const shares = new Float64Array(clusters);
  for (let g = 0; g < clusters; g++) {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += values[g * stride + j] * score[g * p + j];
    shares[g] = sum;
  }
  return shares;
}

/** v of each cluster for one form, and the degrees of freedom of the form: neither knows of residuals. */
function weightsOf(grams: Float64Array, clusters: number, q: Float64Array): { readonly values: Float64Array; readonly freedom: Freedom } {
  const p = q.length;
  const values = new Float64Array(clusters * p);
  const total = { trace: 0, squares: 0, outer: new Float64Array(p * p) };
  const [v, w] = [new Float64Array(p), new Float64Array(p)];
  for (let g = 0; g < clusters; g++) {
    const gram = grams.subarray(g * p * p, (g + 1) * p * p);
    putRoot(gram, q, v, w);
    values.set(v, g * p);
    addFreedom(total, v, times(gram, v, w));
  }
  const { trace, squares, outer } = total;
  return { values, freedom: { trace, squares: squares + outer.reduce((sum, x) => sum + x * x, 0) } };
}

/** No eigenvalue of a Gram is larger than its trace. Nearly all clusters are so small a part of the whole that a few terms give every digit. */
const smallTrace = 0.2;

/** Puts (1 - G)^(-1/2) q into `v`; `w` is room to work in. */
function putRoot(gram: Float64Array, q: Float64Array, v: Float64Array, w: Float64Array): void {
  const p = q.length;
  let trace = 0;
  for (let j = 0; j < p; j++) trace += gram[j * (p + 1)];
  if (trace < smallTrace) bySeries(gram, Math.max(trace, 0), q, v, w);
  else byEigenvalues(gram, q, v);
}

/** (1 - G)^(-1/2) = 1 + G/2 + 3 G^2/8 + ... by Horner's scheme, up to the term that no longer counts. */
function bySeries(gram: Float64Array, trace: number, q: Float64Array, v: Float64Array, w: Float64Array): void {
  const terms = trace > 0 ? Math.ceil(leastExponent / Math.log(trace)) : 0;
  for (let j = 0; j < q.length; j++) v[j] = coefficients[terms] * q[j];
  for (let term = terms - 1; term >= 0; term--) {
    times(gram, v, w);
    for (let j = 0; j < q.length; j++) v[j] = coefficients[term] * q[j] + w[j];
  }
}

const leastExponent = -54 * Math.LN2;
const mostTerms = Math.ceil(leastExponent / Math.log(smallTrace));
const coefficients = [1];
for (let term = 1; term <= mostTerms; term++) coefficients.push((coefficients[term - 1] * (2 * term - 1)) / (2 * term));

function byEigenvalues(gram: Float64Array, q: Float64Array, v: Float64Array): void {
  const p = q.length;
  const { values, vectors } = p === 1 ? { values: gram, vectors: one } : symmetricEigen(gram, p);
  v.fill(0);
  for (let e = 0; e < p; e++) {
    const slack = 1 - values[e];
    if (!(slack > leastSlack)) continue;
    let turned = 0;
    for (let j = 0; j < p; j++) turned += q[j] * vectors[e * p + j];
    const weight = turned / Math.sqrt(slack);
    for (let j = 0; j < p; j++) v[j] += weight * vectors[e * p + j];
  }
}

const one = Float64Array.of(1);

function times(gram: Float64Array, v: Float64Array, into: Float64Array): Float64Array {
  const p = v.length;
  for (let i = 0; i < p; i++) {
    let sum = 0;
    for (let j = 0; j < p; j++) sum += gram[i * p + j] * v[j];
    into[i] = sum;
  }
  return into;
}

/** Takes one cluster in: its own entry of the matrix, and its part of the sum of w w', whose squares are the double sum over clusters. */
function addFreedom(total: { trace: number; squares: number; readonly outer: Float64Array }, v: Float64Array, w: Float64Array): void {
  const p = v.length;
  let own = 0;
  let length = 0;
  for (let i = 0; i < p; i++) {
    own += v[i] * w[i];
    length += w[i] * w[i];
    for (let j = 0; j < p; j++) total.outer[i * p + j] += w[i] * w[j];
  }
  total.trace += own - length;
  total.squares += (own - length) ** 2 - length ** 2;
}
