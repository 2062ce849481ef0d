import type { Panel, WeightedCounterfactual } from './panel.ts';
import { treatedMean } from './panels-of.ts';
import { donorWeightsBy, type PredictorFit, searchedWeights } from './predictor-fit.ts';
import { weightedPath } from './weighted-path.ts';

/** How much each predictor counts. */
export type PredictorWeights =
  | { readonly kind: 'given'; readonly weights: Float64Array }
  /** So that outcomes before the change are followed best. */
  | { readonly kind: 'nested' }
  /** So that donors matched on the predictors of the training time follow outcomes best from then until the change; `training` is shaped like the predictors, and its time ends before period `split`. */
  | { readonly kind: 'cross-validated'; readonly training: Float64Array; readonly split: number };

export interface PredictorOptions {
  /** Predictors by units, row-major; units as in the panel. */
  readonly predictors: Float64Array;
  readonly weights: PredictorWeights;
}

export interface PredictorCounterfactual extends WeightedCounterfactual {
  /** They sum to one unless they were given. */
  readonly predictorWeights: Float64Array;
}

/**
 * Synthetic control on predictors: a mix of donors that equals the mean of the treated units in what tells their outcomes.
 *
 * Model     weights, none below zero and one in sum, with the least sum of predictorWeights (x - X w)^2, each predictor by its standard deviation over donors and the mean of the treated units.
 * Errors    undefined without donors; where training ends with no period before it or none left before the change.
 * Source    Abadie, Diamond & Hainmueller (2010), JASA 105, 493-505; cross-validated: the same (2015), American Journal of Political Science 59, 495-510.
 */
export const predictorControl =
  ({ predictors, weights }: PredictorOptions) =>
  (panel: Panel): PredictorCounterfactual | undefined => {
    if (panel.donors === 0) return undefined;
    const fit = fitOf(panel, predictors, 0);
    const predictorWeights = predictorWeightsBy(weights, panel, fit);
    const donorWeights = predictorWeights && donorWeightsBy(fit, predictorWeights);
    return donorWeights && { ...weightedPath(panel, donorWeights), predictorWeights };
  };

function predictorWeightsBy(choice: PredictorWeights, panel: Panel, fit: PredictorFit): Float64Array | undefined {
  switch (choice.kind) {
    case 'given':
      return choice.weights;
    case 'nested':
      return searchedWeights(fit);
    case 'cross-validated':
      return choice.split > 0 && choice.split < panel.before ? searchedWeights(fitOf(panel, choice.training, choice.split)) : undefined;
  }
}

/** Matched on these predictors, judged by the outcomes from a period on until the change. */
function fitOf(panel: Panel, predictors: Float64Array, from: number): PredictorFit {
  const { values, units, periods, donors, before } = panel;
  const count = predictors.length / units;
  const columns = new Float64Array(donors * count);
  const target = new Float64Array(count);
  for (let k = 0; k < count; k++) {
    const row = predictors.subarray(k * units, (k + 1) * units);
    const treated = row.subarray(donors).reduce((sum, value) => sum + value, 0) / (units - donors);
    const deviation = deviationOf([...row.subarray(0, donors), treated]) || 1;
    for (let donor = 0; donor < donors; donor++) columns[donor * count + k] = row[donor] / deviation;
    target[k] = treated / deviation;
  }
  const kept = before - from;
  const outcomes = new Float64Array(donors * kept);
  for (let donor = 0; donor < donors; donor++) outcomes.set(values.subarray(donor * periods + from, donor * periods + before), donor * kept);
  return { count, donors, columns, target, periods: kept, outcomes, outcome: treatedMean(panel).slice(from, before) };
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
