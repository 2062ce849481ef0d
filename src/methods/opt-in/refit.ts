import type { AdjustedMeans } from '../../inference/observed/adjusted-means.ts';
import { doublyRobustMeans, doublyRobustValues, regressionMeans } from '../../inference/observed/doubly-robust-means.ts';
import { effectErrors } from '../../inference/observed/effect-errors.ts';
import { type ObservedUnits, unitsAt, valuesAt } from '../../inference/observed/observed-units.ts';
import { fitOutcome, type NoFit, type OutcomeModel, predictedBy } from '../../inference/observed/outcome-model.ts';
import { partiallyLinear } from '../../inference/observed/partially-linear.ts';
import { chanceModelNear, chancesAt, propensityOf } from '../../inference/observed/propensity.ts';
import { type Redrawn, redrawnEffect } from '../../inference/observed/redrawn-effect.ts';
import type { Estimator, Refitted } from '../../inference/observed/refuters.ts';
import { weightedMeans } from '../../inference/observed/weighted-means.ts';
import type { BinaryRefusal } from '../../models/logistic/logistic-regression.ts';
import { type Fitted, outcomeModelOf } from './fitted.ts';
import { type Chosen, unweighedTarget } from './options.ts';

/** The study's estimator on units that are drawn from some. Of the doubly robust one the values alone are computed, from chances near those of all. */
export function redrawer(outcome: Float64Array, units: ObservedUnits, fitted: Fitted, c: Chosen): Redrawn {
  const { estimator, estimand, propensity } = c.optIn;
  const refit = refitter(fitted, c);
  const whole: Redrawn = (places, treated = units.treated) => refit(valuesAt(outcome, places), unitsAt({ ...units, treated }, places))?.value;
  if (estimator === 'weighting' || estimator === 'regression' || estimator === 'partially-linear') return whole;
  const curved = curvedOf(fitted);
  const model = outcomeModelOf(fitted, c);
  const near = fitted.propensity.coefficients;
  const fast = redrawnEffect(outcome, units, { target: estimand, straight: units.columns.length - curved.size, near });
  const inParts: Redrawn = (places, treated = units.treated) => {
    const [own, all] = [valuesAt(outcome, places), unitsAt({ ...units, treated }, places)];
    const fit = chanceModelNear(all, propensity.model, near);
    if ('kind' in fit) return undefined;
    const means = doublyRobustValues(own, withoutColumns(all, curved), estimand, chancesAt(fit, all.columns, own.length), model);
    const value = 'kind' in means ? Number.NaN : means[1] - means[0];
    return Number.isFinite(value) ? value : undefined;
  };
  return propensity.model === 'logistic' && model === 'linear' ? (places, treated) => fast(places, treated) ?? inParts(places, treated) : inParts;
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
