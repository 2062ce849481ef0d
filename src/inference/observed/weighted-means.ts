import { type AdjustedMeans, ofBothArms } from './adjusted-means.ts';
import { balancingWeights } from './balancing-weights.ts';
import type { ObservedUnits, Target } from './observed-units.ts';
import type { Propensity } from './propensity.ts';

/**
 * Means of both arms by weights that sum to one within each.
 *
 * Model    the mean of an arm is that of its outcomes with weights by the chance of treatment (Hajek). The chances are estimated first: means move along with
 *          their coefficients, and their error is that of the stacked estimating equations.
 * Shapes   outcome one a unit.
 * Source   Lunceford & Davidian (2004), Statistics in Medicine 23; Stefanski & Boos (2002), American Statistician 56.
 */
export function weightedMeans(outcome: Float64Array, { treated }: ObservedUnits, target: Target, propensity: Propensity): AdjustedMeans {
  const n = treated.length;
  const { arms } = balancingWeights(target, treated, propensity);
  return ofBothArms((arm) => {
    const { weights, slopes } = arms[arm];
    let [total, sum] = [0, 0];
    for (let i = 0; i < n; i++) {
      total += weights[i];
      sum += weights[i] * outcome[i];
    }
    const value = sum / total;
    const [residual, moved, loading] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i++) {
      loading[i] = weights[i] / total;
      residual[i] = loading[i] * (outcome[i] - value);
      moved[i] = (slopes[i] * (outcome[i] - value)) / total;
    }
    return { value, residual, leverage: loading, rest: propensity.carried(moved), loading, fitted: 1 };
  });
}
