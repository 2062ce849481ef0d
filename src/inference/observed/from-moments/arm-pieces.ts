import { multiplyVector } from '../../../math/matrix.ts';
import { along, type Gram, totalOf } from './grams.ts';

/**
 * The mean of an arm among those an effect is about, with all that a unit's share in its error is made of: what it adds is divided by `scale` in the end. Vectors have the constant
 * first, then a number a column.
 */
export interface ArmPiece {
  readonly value: number;
  readonly scale: number;
  /** What is expected of a unit of the arm: a residual is what its outcome is beyond. */
  readonly predicted: Float64Array;
  /** Does what is predicted for those the effect is about enter, less the mean? */
  readonly aboutWhom: boolean;
  /** By how much the regression carries a residual into the mean. */
  readonly pull?: Float64Array;
  /** The inverse information of the regression, for leverages; absent where there is none: a unit's leverage is then what it counts. */
  readonly inverse?: Float64Array;
  /** What a unit's score in the fit of the chances is multiplied by. */
  readonly carried?: Float64Array;
  /** Coefficients that were fitted to so many units of the arm. */
  readonly fitted: number;
  readonly units: number;
}

/** Both arms, control first. */
export type ArmPieces = readonly [ArmPiece, ArmPiece];

/** The regression of the outcome in an arm. */
export interface ArmLine {
  readonly coefficients: Float64Array;
  readonly inverse: Float64Array;
  readonly units: number;
}

/** Sums over units with the weights of a target. Columns are those of the chance, of which regressions have the first; the outcome comes last. */
export interface TargetSums {
  /** Of all units, by how much they count among those the effect is about. */
  readonly target: Gram;
  /** By how that moves with the linear predictor of the chance; absent where it does not. */
  readonly targetSlope?: Gram;
  /** Of the units of each arm: by their weights, and by how these move. */
  readonly weights: readonly [Gram, Gram];
  readonly slopes: readonly [Gram, Gram];
}

/** The mean of an arm by weights alone: `weightedMeans` from sums. */
export function weightedPiece({ weights, slopes }: TargetSums, arm: 0 | 1, units: number, covariance: Float64Array): ArmPiece {
  const of = weights[arm];
  const total = totalOf(of);
  const value = of.products[of.size - 1] / total;
  const columns = of.size - 1;
  const moved = along(slopes[arm], residualFactors(Float64Array.of(value), of.size), columns);
  return { value, scale: total, predicted: Float64Array.of(value), aboutWhom: false, carried: multiplyVector(covariance, moved, columns), fitted: 1, units };
}

/** The mean of an arm by its regression, and by the weights too where the sums have any: `doublyRobustMeans` and `regressionMeans` from sums. */
export function regressionPiece(
  { target, targetSlope, weights, slopes }: Pick<TargetSums, 'target' | 'targetSlope'> & Partial<TargetSums>,
  arm: 0 | 1,
  { coefficients, inverse, units }: ArmLine,
  covariance?: Float64Array,
): ArmPiece {
  const k = coefficients.length;
  const total = totalOf(target);
  const own = weights?.[arm];
  const left = residualFactors(coefficients, target.size);
  const value = (along(target, coefficients, 1)[0] + (own ? along(own, left, 1)[0] : 0)) / total;
  const constant = Float64Array.of(1);
  const about = along(target, constant, k);
  const unfitted = own ? along(own, constant, k).map((sum, j) => about[j] - sum) : about;
  const shared = { value, scale: total, predicted: coefficients, aboutWhom: true, pull: multiplyVector(inverse, unfitted, k), inverse, fitted: k, units };
  if (!own || !slopes || !covariance) return shared;
  const columns = target.size - 1;
  const moved = along(slopes[arm], left, columns);
  if (targetSlope) {
    const [predicted, plain] = [along(targetSlope, coefficients, columns), along(targetSlope, constant, columns)];
    for (let j = 0; j < columns; j++) moved[j] += predicted[j] - value * plain[j];
  }
  return { ...shared, carried: multiplyVector(covariance, moved, columns) };
}

/** The outcome less what is predicted of it, as factors of the constant, the columns and the outcome. */
function residualFactors(predicted: Float64Array, size: number): Float64Array {
  const factors = new Float64Array(size);
  for (let j = 0; j < predicted.length; j++) factors[j] = -predicted[j];
  factors[size - 1] = 1;
  return factors;
}
