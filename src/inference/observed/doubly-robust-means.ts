import { multiplyVector } from '../../math/matrix.ts';
import { type AdjustedMean, type AdjustedMeans, ofBothArms } from './adjusted-means.ts';
import { alongColumns } from './along-columns.ts';
import { type ArmWeights, amongSome, type BalancingWeights, balancingWeights, leastVarianceWeights, unweighted } from './balancing-weights.ts';
import type { ObservedUnits, Target } from './observed-units.ts';
import { fitOutcome, type NoFit, type OutcomeFit, type OutcomeModel, placesOf, predictedBy, quadraticAt, type UnpenalisedModel } from './outcome-model.ts';
import type { Propensity } from './propensity.ts';

/**
 * Means of both arms, right if either the chances of treatment or the regressions of the outcome are.
 *
 * Model    the mean of an arm is that of what its regression predicts for those the effect is about, and of what it leaves of the arm's own outcomes, weighted by
 *          the chance of treatment. Both are fitted first, to all units: the error is that of the stacked estimating equations.
 * Shapes   outcome one a unit; `among` 1 of each unit that the means are about, all being fitted, such as those of a segment.
 * Errors   a regression of an arm that cannot be fitted, as a value.
 * Source   Robins, Rotnitzky & Zhao (1994), JASA 89; Lunceford & Davidian (2004); of those who could have been either, Mao, Li & Greene (2019), Statistical
 *          Methods in Medical Research 28. Parity: Stata teffects aipw, its published cattaneo2 output.
 */
export function doublyRobustMeans(
  outcome: Float64Array,
  units: ObservedUnits,
  target: Target,
  propensity: Propensity,
  model: OutcomeModel = 'linear',
  among?: Uint8Array,
): AdjustedMeans | NoFit {
  const weights = amongSome(balancingWeights(target, units.treated, propensity), among);
  return stackedMeans(outcome, units, weights, { propensity, model });
}

/**
 * The same about all units, with regressions whose units count by what weighting leaves: more precise where the regressions are wrong.
 *
 * Source   Cao, Tsiatis & Davidian (2009), Biometrika 96. Parity: Stata teffects aipw, wnls.
 */
export const weightedDoublyRobustMeans = (
  outcome: Float64Array,
  units: ObservedUnits,
  propensity: Propensity,
  model: UnpenalisedModel = 'linear',
): AdjustedMeans | NoFit =>
  stackedMeans(outcome, units, balancingWeights('ate', units.treated, propensity), {
    propensity,
    model,
    fitWeights: leastVarianceWeights(units.treated, propensity),
  });

/**
 * Means of both arms by regression alone: what each arm's regression predicts for those the effect is about.
 *
 * Source   Robins (1986), Mathematical Modelling 7; Stata teffects ra.
 */
export const regressionMeans = (
  outcome: Float64Array,
  units: ObservedUnits,
  target: Exclude<Target, 'ato'>,
  model: OutcomeModel = 'linear',
  among?: Uint8Array,
): AdjustedMeans | NoFit => stackedMeans(outcome, units, amongSome(unweighted(target, units.treated), among), { model });

/**
 * The same by regressions whose units count by the chance of treatment: right if either is.
 *
 * Source   Wooldridge (2007), Journal of Econometrics 141; Stata teffects ipwra.
 */
export const weightedRegressionMeans = (
  outcome: Float64Array,
  units: ObservedUnits,
  target: Exclude<Target, 'ato'>,
  propensity: Propensity,
  model: UnpenalisedModel = 'linear',
): AdjustedMeans | NoFit =>
  stackedMeans(outcome, units, unweighted(target, units.treated), {
    propensity,
    model,
    fitWeights: balancingWeights(target, units.treated, propensity).arms,
  });

/** The same means without what units add to their errors: what draws need, from chances alone. */
export function doublyRobustValues(
  outcome: Float64Array,
  units: ObservedUnits,
  target: Target,
  chances: Pick<Propensity, 'chances' | 'slopes'>,
  model: OutcomeModel,
): readonly [control: number, treated: number] | NoFit {
  const weights = balancingWeights(target, units.treated, chances);
  const fitted = fittedArms(outcome, units, { model });
  return 'kind' in fitted ? fitted : [meanOf(outcome, units, 0, fitted[0], weights).value, meanOf(outcome, units, 1, fitted[1], weights).value];
}

/** What was fitted first, and how units count in it. */
interface FirstSteps {
  readonly propensity?: Propensity;
  readonly model: OutcomeModel;
  /** Of the regressions; absent where their units count alike. */
  readonly fitWeights?: BalancingWeights['arms'];
}

function stackedMeans(outcome: Float64Array, units: ObservedUnits, weights: BalancingWeights, steps: FirstSteps): AdjustedMeans | NoFit {
  const fitted = fittedArms(outcome, units, steps);
  return 'kind' in fitted ? fitted : ofBothArms((arm) => stackedMean(outcome, units, arm, fitted[arm], weights, steps));
}

function fittedArms(outcome: Float64Array, units: ObservedUnits, { model, fitWeights }: FirstSteps): readonly [OutcomeFit, OutcomeFit] | NoFit {
  const fitted = (arm: 0 | 1): OutcomeFit | NoFit => fitOutcome(outcome, units, placesOf(units.treated, arm), arm, model, fitWeights?.[arm].weights);
  const [control, treated] = [fitted(0), fitted(1)];
  return 'kind' in control ? control : 'kind' in treated ? treated : [control, treated];
}

/** What the regression predicts for those the mean is about, and what it leaves of the arm's own outcomes. */
function meanOf(outcome: Float64Array, { treated, columns }: ObservedUnits, arm: 0 | 1, fit: OutcomeFit, { target, arms }: BalancingWeights) {
  const predicted = predictedBy(fit, columns, treated.length);
  const { weights } = arms[arm];
  let [total, sum] = [0, 0];
  for (let i = 0; i < treated.length; i++) {
    total += target[i];
    sum += target[i] * predicted.values[i] + (treated[i] === arm ? weights[i] * (outcome[i] - predicted.values[i]) : 0);
  }
  return { value: sum / total, total, predicted };
}

/** The mean of an arm with all that was fitted for it. */
function stackedMean(
  outcome: Float64Array,
  units: ObservedUnits,
  arm: 0 | 1,
  fit: OutcomeFit,
  balancing: BalancingWeights,
  { propensity, fitWeights }: FirstSteps,
): AdjustedMean {
  const { treated, columns } = units;
  const { target, targetSlope, arms } = balancing;
  const n = treated.length;
  const { value, total, predicted } = meanOf(outcome, units, arm, fit, balancing);
  const { weights, slopes } = arms[arm];
  const own = placesOf(treated, arm);
  const [unfitted, moved, rest] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const about = predicted.values[i] - value;
    rest[i] = (target[i] * about) / total;
    unfitted[i] = ((target[i] - weights[i]) * predicted.slopes[i]) / total;
    moved[i] = (targetSlope[i] * about) / total;
  }
  // How the mean moves with the coefficients of the regression.
  const along = multiplyVector(fit.inverse, alongColumns(unfitted, columns), columns.length + 1);
  const [loading, residual] = [new Float64Array(n), new Float64Array(n)];
  const leverage = quadraticAt(fit.inverse, columns, own, n);
  const counts: ArmWeights | undefined = fitWeights?.[arm];
  // Each unit's score has its part of a penalty in it.
  const held = fit.penalties ? fit.penalties.reduce((sum, penalty, j) => sum + penalty * fit.coefficients[j] * along[j], 0) / own.length : 0;
  for (const i of own) {
    let pull = along[0];
    for (let j = 0; j < columns.length; j++) pull += along[j + 1] * columns[j][i];
    const left = outcome[i] - predicted.values[i];
    const weight = counts ? counts.weights[i] : 1;
    loading[i] = weights[i] / total + weight * pull;
    residual[i] = loading[i] * left;
    rest[i] -= held;
    leverage[i] *= weight * predicted.slopes[i];
    moved[i] += (slopes[i] * left) / total + (counts ? counts.slopes[i] * pull * left : 0);
  }
  if (propensity) {
    const carried = propensity.carried(moved);
    for (let i = 0; i < n; i++) rest[i] += carried[i];
  }
  return { value, residual, leverage, rest, loading, fitted: columns.length + 1 };
}
