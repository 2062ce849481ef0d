import { compensatedDot } from '../math/compensated-sum.ts';
import { factorNormalEquations, invertNormalEquations, scaledToUnitDiagonal, solveNormalEquations } from '../math/normal-equations.ts';
import { conditionNumber, type SymmetricEigen, symmetricEigen } from '../math/symmetric-eigenvalues.ts';
import { type Moments, select } from './moments.ts';
import { INTERCEPT } from './terms.ts';

/** From this condition number of the correlation matrix on, at best four digits of a coefficient are left: refused. */
const CONDITION_LIMIT = 1e12;

/** A linear regression computed from moments, without the rows. */
export interface LeastSquares {
  /** The k terms, `(intercept)` first when there is one. */
  readonly names: readonly string[];
  readonly coefficients: Float64Array;
  /** Weighted as the moments are. */
  readonly residualSumOfSquares: number;
  readonly n: number;
  /** n − k. */
  readonly dfResidual: number;
  /** (X′WX)⁻¹, k × k row-major, with the intercept. */
  readonly gramInverse: Float64Array;
  /** Of the correlation matrix of the regressors; worth a warning from 1e8 on. */
  readonly condition: number;
}

/** The regressors hold no separate information: each column named is constant, or a (near) sum of others that are named. */
export interface Collinear {
  readonly kind: 'collinear';
  readonly condition: number;
  readonly columns: readonly string[];
}

/**
 * Linear regression of one column on others, from moments alone.
 *
 * Model     outcome = intercept + Σ βⱼ regressorⱼ + error, weighted as the moments are.
 * Errors    collinear when the condition number of the correlation matrix reaches 1e12, or a regressor is constant beside an intercept.
 */
export function leastSquares(
  m: Moments,
  outcome: string,
  regressors: readonly string[],
  options: { readonly intercept?: boolean } = {},
): LeastSquares | Collinear {
  const found = leastSquaresOfEach(m, [outcome], regressors, options);
  return 'kind' in found ? found : found[0];
}

/** The same of several columns on the same others, which are factored once. */
export function leastSquaresOfEach(
  m: Moments,
  outcomes: readonly string[],
  regressors: readonly string[],
  options: { readonly intercept?: boolean } = {},
): readonly LeastSquares[] | Collinear {
  const { intercept = true } = options;
  const k = regressors.length;
  const used = select(m, [...regressors, ...outcomes]);
  const p = k + outcomes.length;
  const products = intercept ? used.comoment : rawProducts(used);
  const row = (i: number) => products.slice(i * p, i * p + k);
  const gram = Float64Array.from(regressors.flatMap((_, i) => [...row(i)]));
  const constant = regressors.filter((_, j) => !(gram[j * k + j] > used.weight * (1e-14 * used.mean[j]) ** 2));
  if (constant.length > 0) return { kind: 'collinear', condition: Infinity, columns: constant };

  const eigen = symmetricEigen(scaledToUnitDiagonal(gram, k), k);
  const condition = conditionNumber(eigen);
  const system = factorNormalEquations(gram, k);
  if (condition >= CONDITION_LIMIT || system === undefined) return { kind: 'collinear', condition, columns: inNullSpace(eigen, regressors) };

  const inverse = invertNormalEquations(system);
  const means = used.mean.slice(0, k);
  const gramInverse = intercept ? borderedInverse(inverse, means, m.weight) : inverse;
  return outcomes.map((_, o) => {
    const target = row(k + o);
    const { solution, remainder } = solveNormalEquations(system, target);
    // Syy − β′(s + remainder) is y′y − 2β′s + β′Sβ: rounding in β enters squared.
    const explained = target.map((value, j) => value + remainder[j]);
    const residualSumOfSquares = Math.max(0, compensatedDot(solution, explained, k, 0, products[(k + o) * (p + 1)], -1));
    const shared = { residualSumOfSquares, n: m.n, condition, gramInverse };
    if (!intercept) return { ...shared, names: regressors, coefficients: solution, dfResidual: m.n - k };
    const constantTerm = compensatedDot(solution, means, k, 0, used.mean[k + o], -1);
    return { ...shared, names: [INTERCEPT, ...regressors], coefficients: Float64Array.of(constantTerm, ...solution), dfResidual: m.n - k - 1 };
  });
}

/** Σ w xᵢ xⱼ. */
function rawProducts(m: Moments): Float64Array {
  const p = m.columns.length;
  return m.comoment.map((value, e) => value + m.weight * m.mean[Math.floor(e / p)] * m.mean[e % p]);
}

function inNullSpace(eigen: SymmetricEigen, names: readonly string[]): readonly string[] {
  const k = names.length;
  const limit = eigen.values[k - 1] / CONDITION_LIMIT;
  return names.filter((_, j) => eigen.values.some((value, e) => (e === 0 || value <= limit) && Math.abs(eigen.vectors[e * k + j]) > 1e-6));
}

// The inverse with the intercept, from that of the centred columns: −S⁻¹x̄ beside it and 1/W + x̄′S⁻¹x̄ in the corner.
function borderedInverse(inverse: Float64Array, means: Float64Array, weight: number): Float64Array {
  const k = means.length;
  const bordered = new Float64Array((k + 1) ** 2);
  const beside = means.map((_, i) => -compensatedDot(inverse, means, k, i * k));
  bordered[0] = compensatedDot(beside, means, k, 0, 1 / weight, -1);
  for (let i = 0; i < k; i++) {
    bordered[i + 1] = beside[i];
    bordered[(i + 1) * (k + 1)] = beside[i];
    for (let j = 0; j < k; j++) bordered[(i + 1) * (k + 1) + j + 1] = inverse[i * k + j];
  }
  return bordered;
}
