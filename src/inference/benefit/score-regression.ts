import { choleskyFactor, choleskySolve } from '../../math/cholesky.ts';
import { fTail } from '../../math/distributions/f.ts';
import { dot } from '../../math/dot.ts';
import { quadraticForm, sandwichProduct } from '../../math/matrix.ts';
import type { DesignMatrix } from '../../models/design.ts';
import { type LinearRegression, linearRegression } from '../../models/linear-regression.ts';
import { coefficientCovariance } from '../sandwich.ts';
import type { EffectScores } from './effect-scores.ts';
import { type HeterogeneityRefusal, isRefusal } from './heterogeneity-refusal.ts';
import type { ScoreEstimate } from './score-estimate.ts';

/** Scores regressed on columns. */
export interface ScoreRegression {
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  /** k x k, row-major. */
  readonly covariance: Float64Array;
  /** Units less terms, or clusters less one. */
  readonly freedom: number;
  /** Columns that are sums of others and were left out. */
  readonly left: readonly string[];
  readonly units: number;
  readonly clusters?: number;
}

/**
 * The regression of scores on columns, with errors that hold whatever their variances.
 *
 * Model     Weighted least squares. Errors are those of the jackknife, of units (HC3) or of clusters (CR3): the sum over them of squares of what the coefficients change by without one.
 *           With clusters of one unit each CR3 is HC3.
 * Shapes    one column a term, the intercept among them; a column that is exactly a sum of earlier ones is left out and named.
 * Errors    too-few-units without freedom; too-few-clusters below two; full-leverage where a coefficient does not exist without one unit or cluster.
 * Source    MacKinnon & White (1985), Journal of Econometrics 29; Bell & McCaffrey (2002), Survey Methodology 28. Parity: R sandwich vcovCL(type = "HC3"), as grf uses it.
 */
export function scoreRegression({ scores, weights, clusters }: EffectScores, design: DesignMatrix): ScoreRegression | HeterogeneityRefusal {
  const sampling = weights && { values: weights, kind: 'sampling' as const };
  const fit = linearRegression({ outcome: scores, design, ...(sampling && { weights: sampling }) });
  if ('kind' in fit) {
    if (fit.kind === 'too-few-rows') return { kind: 'too-few-units', units: fit.rows, least: fit.parameters + 1 };
    const gone = new Set(fit.columns);
    const kept = design.names.flatMap((name, j) => (gone.has(name) ? [] : [j]));
    if (kept.length === 0) return { kind: 'nothing-varies', what: design.names.join(', ') };
    const rest = scoreRegression(
      { scores, ...(weights && { weights }), ...(clusters && { clusters }) },
      { names: kept.map((j) => design.names[j]), columns: kept.map((j) => design.columns[j]) },
    );
    return isRefusal(rest) ? rest : { ...rest, left: [...fit.columns, ...rest.left] };
  }
  if (!(fit.dfResidual > 0)) return { kind: 'too-few-units', units: fit.n, least: fit.names.length + 1 };
  const found = clusters ? clustered(fit, clusters) : alone(fit);
  return 'kind' in found ? found : { names: fit.names, coefficients: fit.coefficients, left: [], units: fit.n, ...found };
}

type Errors = Pick<ScoreRegression, 'covariance' | 'freedom' | 'clusters'>;

function alone(fit: LinearRegression): Errors | HeterogeneityRefusal {
  const covariance = coefficientCovariance(fit, 'HC3');
  if (covariance instanceof Float64Array) return { covariance, freedom: fit.dfResidual };
  return { kind: 'full-leverage', rows: covariance.kind === 'full-leverage' ? covariance.rows : fit.n };
}

// In the orthonormal basis q of the weighted design the gram is the identity, and without cluster g it is I - M with M = sum of q q': the coefficients change by its inverse times the score.
function clustered({ basis, residuals, weights, names }: LinearRegression, clusters: Int32Array): Errors | HeterogeneityRefusal {
  const k = names.length;
  const places = new Map<number, number>();
  const counts = (i: number): boolean => !weights || weights.values[i] > 0;
  for (let i = 0; i < clusters.length; i++) if (counts(i) && !places.has(clusters[i])) places.set(clusters[i], places.size);
  if (places.size < 2) return { kind: 'too-few-clusters', clusters: places.size, least: 2 };
  const without = new Float64Array(places.size * k * k);
  const sums = new Float64Array(places.size * k);
  for (let i = 0; i < residuals.length; i++) {
    if (!counts(i)) continue;
    const g = places.get(clusters[i])!;
    const residual = residuals[i] * Math.sqrt(weights?.values[i] ?? 1);
    for (let a = 0; a < k; a++) {
      const qa = basis.orthonormal[a][i];
      sums[g * k + a] += qa * residual;
      for (let b = 0; b < k; b++) without[(g * k + a) * k + b] -= qa * basis.orthonormal[b][i];
    }
  }
  const meat = new Float64Array(k * k);
  let leading = 0;
  for (let g = 0; g < places.size; g++) {
    const left = without.subarray(g * k * k, (g + 1) * k * k);
    for (let a = 0; a < k; a++) left[a * k + a] += 1;
    const lower = choleskyFactor(left, k);
    if (!lower || smallestPivot(lower, k) < 1e-5) {
      leading++;
      continue;
    }
    const change = choleskySolve(lower, sums.subarray(g * k, (g + 1) * k));
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) meat[a * k + b] += change[a] * change[b];
  }
  if (leading > 0) return { kind: 'full-leverage', rows: leading };
  return { covariance: sandwichProduct(basis.inverse, meat, k), freedom: places.size - 1, clusters: places.size };
}

const smallestPivot = (lower: Float64Array, k: number): number => Math.min(...Array.from({ length: k }, (_, a) => lower[a * k + a]));

/** A sum of coefficients, each times its weight. */
export function contrastOf({ coefficients, covariance, freedom }: ScoreRegression, weights: Float64Array): ScoreEstimate {
  return {
    value: dot(weights, coefficients),
    standardError: Math.sqrt(Math.max(0, quadraticForm(covariance, weights))),
    reference: { kind: 't', df: freedom },
  };
}

export function coefficientOf(regression: ScoreRegression, place: number): ScoreEstimate {
  const weights = new Float64Array(regression.coefficients.length);
  weights[place] = 1;
  return contrastOf(regression, weights);
}

/** A test that several coefficients are all zero. */
export interface JointTest {
  /** Of the F distribution. */
  readonly statistic: number;
  readonly df: readonly [number, number];
  readonly pValue: number;
}

/**
 * That the coefficients at some places are all zero.
 *
 * Model    b' V^-1 b for q coefficients with f degrees of freedom is Hotelling's T^2: times (f - q + 1) / (f q) it is F with q and f - q + 1, which is t^2 for one.
 * Errors   undefined where there is none, where the freedom does not suffice, and where their errors are exactly dependent.
 */
export function jointTest({ coefficients, covariance, freedom }: ScoreRegression, places: readonly number[]): JointTest | undefined {
  const [k, q] = [coefficients.length, places.length];
  const rest = freedom - q + 1;
  if (q === 0 || !(rest > 0)) return undefined;
  const scale = places.map((j) => Math.sqrt(covariance[j * k + j]));
  const lower = choleskyFactor(Float64Array.from(places.flatMap((a, i) => places.map((b, j) => covariance[a * k + b] / (scale[i] * scale[j])))), q);
  if (!lower || !(smallestPivot(lower, q) > 1e-7)) return undefined;
  const d = Float64Array.from(places, (j, i) => coefficients[j] / scale[i]);
  const statistic = (dot(choleskySolve(lower, d), d) * rest) / (freedom * q);
  return { statistic, df: [q, rest], pValue: fTail(statistic, q, rest) };
}
