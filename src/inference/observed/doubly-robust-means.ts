import { multiplyVector } from '../../math/matrix.ts';
import { type AdjustedMean, type AdjustedMeans, ofBothArms } from './adjusted-means.ts';
import { alongColumns } from './along-columns.ts';
import { type Line, lineOf, type NoLine, placesOf, predictedBy, quadraticAt } from './arm-lines.ts';
import { type BalancingWeights, balancingWeights, unweighted } from './balancing-weights.ts';
import type { ObservedUnits, Target } from './observed-units.ts';
import type { Propensity } from './propensity.ts';

/** Of each arm, control first: the line of its outcomes. */
export type ArmLines = readonly [Line, Line];

export function armLines(outcome: Float64Array, units: ObservedUnits): ArmLines | NoLine {
  const control = lineOf(outcome, units, placesOf(units.treated, 0), 0);
  if ('kind' in control) return control;
  const treated = lineOf(outcome, units, placesOf(units.treated, 1), 1);
  return 'kind' in treated ? treated : [control, treated];
}

/**
 * Means of both arms, right if either the chances of treatment or the regressions of the outcome are.
 *
 * Model    the mean of an arm is that of what its regression predicts for those the effect is about, and of what it leaves of the arm's own outcomes, weighted by
 *          the chance of treatment. Both are fitted first, to all units: the error is that of the stacked estimating equations.
 * Shapes   outcome one a unit.
 * Errors   a line of an arm that cannot be fitted, as a value.
 * Source   Robins, Rotnitzky & Zhao (1994), JASA 89; Lunceford & Davidian (2004); of those who could have been either, Mao, Li & Greene (2019), Statistical
 *          Methods in Medical Research 28. Parity: Stata teffects aipw, its published cattaneo2 output.
 */
export function doublyRobustMeans(outcome: Float64Array, units: ObservedUnits, target: Target, propensity: Propensity): AdjustedMeans | NoLine {
  const lines = armLines(outcome, units);
  if ('kind' in lines) return lines;
  const weights = balancingWeights(target, units.treated, propensity);
  return ofBothArms((arm) => stackedMean(outcome, units, arm, lines, weights, propensity));
}

/**
 * Means of both arms by regression alone: what each arm's line predicts for those the effect is about.
 *
 * Source   Robins (1986), Mathematical Modelling 7; Stata teffects ra.
 */
export function regressionMeans(outcome: Float64Array, units: ObservedUnits, target: Exclude<Target, 'ato'>): AdjustedMeans | NoLine {
  const lines = armLines(outcome, units);
  if ('kind' in lines) return lines;
  const weights = unweighted(target, units.treated);
  return ofBothArms((arm) => stackedMean(outcome, units, arm, lines, weights, undefined));
}

/** The mean of an arm with all that was fitted for it. */
function stackedMean(
  outcome: Float64Array,
  { treated, columns }: ObservedUnits,
  arm: 0 | 1,
  lines: ArmLines,
  { target, targetSlope, arms }: BalancingWeights,
  propensity: Propensity | undefined,
): AdjustedMean {
  const n = treated.length;
  const line = lines[arm];
  const predicted = predictedBy(line, columns, n);
  const { weights, slopes } = arms[arm];
  let [total, sum] = [0, 0];
  for (let i = 0; i < n; i++) {
    total += target[i];
    sum += target[i] * predicted[i];
    if (treated[i] === arm) sum += weights[i] * (outcome[i] - predicted[i]);
  }
  const value = sum / total;
  const [unfitted, moved, rest] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const about = predicted[i] - value;
    rest[i] = (target[i] * about) / total;
    unfitted[i] = (target[i] - weights[i]) / total;
    moved[i] = (targetSlope[i] * about + (treated[i] === arm ? slopes[i] * (outcome[i] - predicted[i]) : 0)) / total;
  }
  if (propensity) {
    const carried = propensity.carried(moved);
    for (let i = 0; i < n; i++) rest[i] += carried[i];
  }
  // How the mean moves with the coefficients of the line.
  const along = multiplyVector(line.gramInverse, alongColumns(unfitted, columns), columns.length + 1);
  const [loading, residual] = [new Float64Array(n), new Float64Array(n)];
  const own = placesOf(treated, arm);
  for (const i of own) {
    let fit = along[0];
    for (let j = 0; j < columns.length; j++) fit += along[j + 1] * columns[j][i];
    loading[i] = weights[i] / total + fit;
    residual[i] = loading[i] * (outcome[i] - predicted[i]);
  }
  return { value, residual, leverage: quadraticAt(line.gramInverse, columns, own, n), rest, loading, fitted: columns.length + 1 };
}
