import { freedomOf } from '../freedom.ts';
import type { Functional } from './functional.ts';
import { type Strata, sizeOf } from './strata.ts';

/** How functionals of the same strata err together. */
export interface JointErrors {
  /** Of each functional with each other, row-major. */
  covariance(functionals: readonly Functional[]): Float64Array;
  /** Degrees of freedom of the variance of one; Infinity for a variance that is taken to be known. */
  freedom(functional: Functional): number;
  readonly clusters: number;
  /** What each cluster adds to a functional; absent where units were added up before. */
  scores?(functional: Functional): Float64Array;
}

/**
 * Independent units.
 *
 * Model   sum over strata of A' S A / n, S over n - 1: HC2 of the saturated regression; and the variance of shares and misfit, sum p b^2 / n. Degrees of freedom
 *         those of each stratum, n - 1, joined by Welch and Satterthwaite. `divisor: units` divides by n instead and takes the normal law, as R did does.
 * Source  Callaway & Sant'Anna (2021), Journal of Econometrics 225; Welch (1947), Biometrika 34.
 */
export function unitErrors(s: Strata, divisor: 'freedom' | 'units' = 'freedom'): JointErrors {
  const all = sizeOf(s);
  const shrunk = ({ n }: Strata['strata'][number]): number => (divisor === 'units' ? (n - 1) / n : 1);
  const within = (f: Functional, g: Functional, k: number): number => {
    const { n, covariance } = s.strata[k];
    return (bilinear(covariance, f.weights[k], g.weights[k]) / n) * shrunk(s.strata[k]);
  };
  const between = (f: Functional, g: Functional): number => s.strata.reduce((sum, { n }, k) => sum + (n / all) * f.between[k] * g.between[k], 0) / all;
  return {
    clusters: all,
    covariance: (functionals) =>
      pairs(functionals, (f, g) => s.strata.reduce((sum, _, k) => sum + (touches(f, k) && touches(g, k) ? within(f, g, k) : 0), between(f, g))),
    freedom(f) {
      if (divisor === 'units') return Infinity;
      const parts = s.strata.flatMap(({ n }, k) => (touches(f, k) ? [{ variance: within(f, f, k), df: n - 1 }] : []));
      return freedomOf(
        [...parts, { variance: between(f, f), df: all - 1 }]
          .filter(({ variance }) => variance > 0)
          .map(({ variance, df }) => ({ trace: variance, squares: variance ** 2 / df })),
      );
    },
  };
}

/** Rows of clusters: of each part the cluster, the stratum, how many units and the sums of their outcomes less the stratum's means. */
export interface ClusterParts {
  readonly clusters: number;
  readonly cluster: Int32Array;
  readonly stratum: Int32Array;
  readonly n: Float64Array;
  /** By part, as long as the stratum's means. */
  readonly deviations: readonly Float64Array[];
}

/**
 * Units of one cluster are alike.
 *
 * Model   CR2: a cluster's sum of influences, each stratum's part of it over sqrt(1 - its share of the stratum), which is (I - H)^-1/2 for means. Degrees of freedom
 *         tr(B)^2 / tr(B^2) under independent units of the strata's own variances (Bell and McCaffrey).
 * Source  Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018), Journal of Business & Economic Statistics 36.
 */
export function clusterErrors(s: Strata, parts: ClusterParts): JointErrors {
  const all = sizeOf(s);
  const { clusters, cluster, stratum, n, deviations } = parts;
  // A cluster that is a whole stratum says nothing of chance in it; the caller leaves such strata out.
  const lift = Float64Array.from(n, (own, i) => 1 / Math.sqrt(Math.max(1 - own / s.strata[stratum[i]].n, Number.EPSILON)));
  const influence = (f: Functional): Float64Array => {
    const of = new Float64Array(clusters);
    for (let i = 0; i < n.length; i++) {
      const k = stratum[i];
      of[cluster[i]] += (lift[i] * dotOf(f.weights[k], deviations[i])) / s.strata[k].n + (n[i] / all) * f.between[k];
    }
    return of;
  };
  return {
    clusters,
    scores: influence,
    covariance(functionals) {
      const of = functionals.map(influence);
      return pairs(of, (a, b) => dotOf(a, b));
    },
    freedom(f) {
      const variances = s.strata.map(({ covariance }, k) => (touches(f, k) ? bilinear(covariance, f.weights[k], f.weights[k]) : 0));
      const diagonal = new Float64Array(clusters);
      for (let i = 0; i < n.length; i++) diagonal[cluster[i]] += (lift[i] ** 2 * variances[stratum[i]] * n[i]) / s.strata[stratum[i]].n ** 2;
      const ks = variances.flatMap((v, k) => (v > 0 ? [k] : []));
      // B = diag(d) - sum over strata of c b b', b the lifted sizes.
      const b = new Map(ks.map((k) => [k, new Float64Array(clusters)]));
      for (let i = 0; i < n.length; i++) {
        const own = b.get(stratum[i]);
        if (own) own[cluster[i]] = lift[i] * n[i];
      }
      const c = (k: number): number => variances[k] / s.strata[k].n ** 3;
      let trace = diagonal.reduce((sum, d) => sum + d, 0);
      let squares = dotOf(diagonal, diagonal);
      for (const k of ks) {
        const own = b.get(k)!;
        let crossed = 0;
        for (let g = 0; g < clusters; g++) crossed += diagonal[g] * own[g] ** 2;
        trace -= c(k) * dotOf(own, own);
        squares -= 2 * c(k) * crossed;
        for (const l of ks) squares += c(k) * c(l) * dotOf(own, b.get(l)!) ** 2;
      }
      return freedomOf([{ trace, squares }]);
    },
  };
}

const touches = ({ weights }: Functional, k: number): boolean => weights[k].some((w) => w !== 0);

function pairs<T>(of: readonly T[], product: (a: T, b: T) => number): Float64Array {
  const size = of.length;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * size + j] = product(of[i], of[j]);
      matrix[j * size + i] = matrix[i * size + j];
    }
  }
  return matrix;
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function bilinear(matrix: Float64Array, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === 0) continue;
    let row = 0;
    for (let j = 0; j < b.length; j++) row += matrix[i * b.length + j] * b[j];
    sum += a[i] * row;
  }
  return sum;
}
