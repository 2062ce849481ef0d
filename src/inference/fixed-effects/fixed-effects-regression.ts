import { sandwichProduct } from '../../math/matrix.ts';
import { symmetricEigen } from '../../math/symmetric-eigenvalues.ts';
import { type Codes, isNested, levelsIn, redundantLevels, type Unusable, unusableIn } from '../../models/fixed-effects/effects.ts';
import { type FitRefusal, type FixedEffectsFit, type FixedEffectsModel, fixedEffectsFit } from '../../models/fixed-effects/fixed-effects-fit.ts';
import { keptOf } from '../../models/fixed-effects/singletons.ts';
import { clusterProducts, crossedProducts, rowProducts } from './cluster-products.ts';

/** How errors are taken to be: equal and independent, independent, or shared within clusters of one kind or of two. */
export type FixedEffectsErrors =
  | { readonly kind: 'classical' }
  | { readonly kind: 'HC1' }
  | { readonly kind: 'CR1'; readonly clusters: readonly [Codes] | readonly [Codes, Codes] };

/** The covariance of coefficients, and of which t they are read. */
export interface FixedEffectsCovariance {
  /** k x k, row-major. */
  readonly covariance: Float64Array;
  readonly df: number;
  /** Coefficients counted for (n - 1) / (n - k): regressors and effects, without those nested in clusters but for one constant. */
  readonly parameters: number;
  /** Of each kind of clusters how many; empty without. */
  readonly clusters: readonly number[];
  /** Set where clusters of two kinds gave a matrix with negative eigenvalues, which were put at zero: the most negative one, relative to the largest. */
  readonly repaired?: number;
}

export type FixedEffectsRegression = FixedEffectsFit & FixedEffectsCovariance;

/** As many coefficients and effects as rows. */
export interface NoFreedom {
  readonly kind: 'no-freedom';
  readonly n: number;
  readonly parameters: number;
}

/** One cluster does not show how clusters differ. */
export interface OneCluster {
  readonly kind: 'too-few-clusters';
  readonly clusters: number;
}

/** With clusters of two kinds, what they share was more than both: a variance below zero, which nothing repairs. */
export interface NegativeVariance {
  readonly kind: 'negative-variance';
}

export type CovarianceRefusal = NoFreedom | OneCluster | NegativeVariance;

export interface FixedEffectsQuestion extends FixedEffectsModel {
  readonly errors: FixedEffectsErrors;
}

/**
 * Least squares with effects absorbed, and the covariance of its coefficients.
 *
 * Model   as `fixedEffectsFit`; the covariance as below.
 * Errors  theirs; `unusable` where clusters do not fit the rows.
 */
export function fixedEffectsRegression({ errors, ...model }: FixedEffectsQuestion): FixedEffectsRegression | FitRefusal | CovarianceRefusal | Unusable {
  const bad = errors.kind === 'CR1' ? unusableIn({ outcome: model.outcome, columns: [], effects: [], clusters: errors.clusters }) : undefined;
  if (bad) return bad;
  const fit = fixedEffectsFit(model);
  if ('kind' in fit) return fit;
  const found = fixedEffectsCovariance(fit, errors);
  return 'kind' in found ? found : { ...fit, ...found };
}

/**
 * The covariance of coefficients of a regression with effects absorbed.
 *
 * Model   classical RSS / (n - k) (X'X)^-1 and HC1 n / (n - k) (X'X)^-1 (sum e^2 x x') (X'X)^-1, both with t(n - k); CR1 G / (G - 1) (n - 1) / (n - k) with sums of e x by cluster in
 *         place of rows, with t(G - 1). Clusters of two kinds: the matrix of each less that of where they meet, all by the smaller G, with t of it less one; negative eigenvalues are put
 *         at zero and said (pyfixest leaves them). k counts regressors and the rank of the effects; effects nested in a cluster (of any kind) leave one constant.
 *         These are pyfixest's defaults, ssc(k_adj = True, k_fixef = "nonnested", G_adj = True, G_df = "min"), which take one redundant level for each effect after the first: where the
 *         graph of the effects falls apart the rank used here is smaller, and so are the errors.
 * Shapes  clusters of all rows that were given: those of singletons are left out here.
 * Errors  no-freedom, too-few-clusters, negative-variance where no eigenvalue is above zero.
 * Source  Cameron, Gelbach & Miller (2011), Journal of Business & Economic Statistics 29; Correia (2015). Parity: pyfixest feols.
 */
function fixedEffectsCovariance(fit: FixedEffectsFit, errors: FixedEffectsErrors): FixedEffectsCovariance | CovarianceRefusal {
  const k = fit.coefficients.length;
  const clusters = errors.kind === 'CR1' ? errors.clusters.map((codes) => keptOf(codes, fit.singletons)) : [];
  const parameters = k + effectsCounted(fit, clusters);
  const left = fit.n - parameters;
  if (!(left > 0)) return { kind: 'no-freedom', n: fit.n, parameters };
  if (errors.kind === 'classical') {
    return { covariance: fit.gramInverse.map((value) => (value * fit.residualSumOfSquares) / left), df: left, parameters, clusters: [] };
  }
  const around = (meat: Float64Array, factor: number): Float64Array => sandwichProduct(fit.gramInverse, meat, k).map((value) => value * factor);
  if (errors.kind === 'HC1') return { covariance: around(rowProducts(fit), fit.n / left), df: left, parameters, clusters: [] };
  const counts = clusters.map(levelsIn);
  const fewest = Math.min(...counts);
  if (fewest < 2) return { kind: 'too-few-clusters', clusters: fewest };
  const rest = { df: fewest - 1, parameters, clusters: counts };
  const factor = (fewest / (fewest - 1)) * ((fit.n - 1) / left);
  const [one, other] = clusters;
  if (other === undefined) return { covariance: around(clusterProducts(fit, one), factor), ...rest };
  const meat = clusterProducts(fit, one);
  const [second, both] = [clusterProducts(fit, other), crossedProducts(fit, one, other)];
  for (let e = 0; e < meat.length; e++) meat[e] += second[e] - both[e];
  const found = semidefinite(around(meat, factor), k);
  return 'kind' in found ? found : { ...found, ...rest };
}

function effectsCounted({ effects, levels }: FixedEffectsFit, clusters: readonly Codes[]): number {
  const rank = (of: readonly Codes[]): number => of.reduce((sum, codes) => sum + levels[effects.indexOf(codes)], 0) - redundantLevels(of);
  const nested = effects.filter((codes) => clusters.some((cluster) => isNested(codes, cluster)));
  return nested.length === 0 ? rank(effects) : rank(effects) - rank(nested) + 1;
}

/** Eigenvalues below this share of the largest are rounding, of either sign. */
const roundingShare = 1e-12;

function semidefinite(matrix: Float64Array, size: number): Pick<FixedEffectsCovariance, 'covariance' | 'repaired'> | NegativeVariance {
  const { values, vectors } = symmetricEigen(matrix, size);
  const [smallest, largest] = [values[0], values[size - 1]];
  if (smallest >= -roundingShare * Math.abs(largest)) return { covariance: matrix };
  if (!(largest > 0)) return { kind: 'negative-variance' };
  const covariance = new Float64Array(size * size);
  for (let e = 0; e < size; e++) {
    if (values[e] <= 0) continue;
    for (let a = 0; a < size; a++) for (let b = 0; b < size; b++) covariance[a * size + b] += values[e] * vectors[e * size + a] * vectors[e * size + b];
  }
  return { covariance, repaired: smallest / Math.abs(largest) };
}
