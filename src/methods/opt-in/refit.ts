import type { AdjustedMeans } from '../../inference/observed/adjusted-means.ts';
import { doublyRobustMeans, doublyRobustValues, regressionMeans } from '../../inference/observed/doubly-robust-means.ts';
import { effectErrors } from '../../inference/observed/effect-errors.ts';
import type { ObservedUnits } from '../../inference/observed/observed-units.ts';
import { fitOutcome, type NoFit, type OutcomeModel, predictedBy } from '../../inference/observed/outcome-model.ts';
import { partiallyLinear } from '../../inference/observed/partially-linear.ts';
import { chanceModelNear, chancesAt, propensityOf } from '../../inference/observed/propensity.ts';
import type { Estimator, Refitted } from '../../inference/observed/refuters.ts';
import { weightedMeans } from '../../inference/observed/weighted-means.ts';
import type { BinaryRefusal } from '../../models/logistic/logistic-regression.ts';
import { type Fitted, outcomeModelOf } from './fitted.ts';
import { type Chosen, unweighedTarget } from './options.ts';

/**
 * The study's estimator on units that are drawn from its own: chances start from those of all. Of the doubly robust one the values alone are computed, and all
 * else where it is asked for.
 */
export function redrawer(fitted: Fitted, c: Chosen): Estimator {
  const { estimator, estimand, propensity } = c.optIn;
  const whole = refitter(fitted, c);
  if (estimator === 'weighting' || estimator === 'regression' || estimator === 'partially-linear') return whole;
  const curved = curvedOf(fitted);
  const model = outcomeModelOf(fitted, c);
  return (outcome, all) => {
    const fit = chanceModelNear(all, propensity.model, fitted.propensity.coefficients);
    if ('kind' in fit) return undefined;
    const means = doublyRobustValues(outcome, withoutColumns(all, curved), estimand, chancesAt(fit, all.columns, outcome.length), model);
    if ('kind' in means) return undefined;
    const value = means[1] - means[0];
    return Number.isFinite(value) ? { value, errors: () => whole(outcome, all)!.errors() } : undefined;
  };
}

/** The study's estimator on other units, with all that it fits first: without folds, whose luck would be counted as the refuter's. Units have the columns of `fitted.choosing`, and may have more. */
export function refitter(fitted: Fitted, c: Chosen): Estimator {
  const model = outcomeModelOf(fitted, c);
  const { estimator, estimand, propensity } = c.optIn;
  const curved = curvedOf(fitted);
  return (outcome, all) => {
    const found = estimator === 'partially-linear' ? coefficientOf(outcome, all) : differenceOf(outcome, all);
    // A chance of zero or one to rounding weighs a unit without limit.
    return found && Number.isFinite(found.value) ? found : undefined;
  };

  function differenceOf(outcome: Float64Array, all: ObservedUnits): Refitted | undefined {
    const means = meansOf(outcome, all, withoutColumns(all, curved));
    if ('kind' in means) return undefined;
    return {
      value: means[1].value - means[0].value,
      errors() {
        const { variance, df } = effectErrors(means, all);
        return { standardError: Math.sqrt(variance), df };
      },
    };
  }

  function meansOf(outcome: Float64Array, all: ObservedUnits, straight: ObservedUnits): AdjustedMeans | NoFit | BinaryRefusal {
    if (estimator === 'regression') return regressionMeans(outcome, straight, unweighedTarget(c), model);
    const chances = propensityOf(all, propensity.model);
    if ('kind' in chances) return chances;
    return estimator === 'weighting' ? weightedMeans(outcome, straight, estimand, chances) : doublyRobustMeans(outcome, straight, estimand, chances, model);
  }

  function coefficientOf(outcome: Float64Array, all: ObservedUnits): Refitted | undefined {
    const propensityOfAll = propensityOf(all, propensity.model);
    const expected = expectedOfAll(outcome, withoutColumns(all, curved), model);
    if ('kind' in propensityOfAll || 'kind' in expected) return undefined;
    const { value, variance, df } = partiallyLinear(outcome, all, propensityOfAll.chances, expected);
    return { value, errors: () => ({ standardError: Math.sqrt(variance), df }) };
  }
}

function expectedOfAll(outcome: Float64Array, units: ObservedUnits, model: OutcomeModel): Float64Array | NoFit {
  const places = Int32Array.from({ length: outcome.length }, (_, i) => i);
  const fit = fitOutcome(outcome, units, places, undefined, model);
  return 'kind' in fit ? fit : predictedBy(fit, units.columns, outcome.length).values;
}

const curvedOf = ({ units, choosing }: Fitted): ReadonlySet<string> => new Set(choosing.names.slice(units.columns.length));

/** Regressions of the outcome are straight in the covariates. */
function withoutColumns(units: ObservedUnits, names: ReadonlySet<string>): ObservedUnits {
  if (names.size === 0) return units;
  const kept = units.names.flatMap((name, j) => (names.has(name) ? [] : [j]));
  return { ...units, names: kept.map((j) => units.names[j]), columns: kept.map((j) => units.columns[j]) };
}
