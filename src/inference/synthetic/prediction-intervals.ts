import { quantile } from '../../math/quantile.ts';
import type { Random } from '../../math/random/stream.ts';
import { reachOfMixes } from './furthest-mix.ts';
import { type LocalizedWeights, localizedWeights, type ThresholdRule, usedOf } from './localized-weights.ts';
import type { Panel } from './panel.ts';
import { treatedMean, withMeanAfter } from './panels-of.ts';
import { type Ends, type ErrorTails, errorModel } from './prediction-errors.ts';
import { type LevelOptions, syntheticControl } from './synthetic-control.ts';
import { donorsBefore } from './weighted-path.ts';

export interface PredictionOptions extends LevelOptions {
  /** The chance that an interval holds what it is for. */
  readonly coverage: number;
  readonly tails: ErrorTails;
  readonly threshold?: ThresholdRule;
  readonly draws?: number;
}

/** What the treated units would have had, and the effect, in one period or on average over all of them. */
export interface Prediction {
  /** By the weights that were found. */
  readonly path: number;
  /** Added to the path: where other weights may put it that the same data might have had. */
  readonly inSample: Ends;
  /** Added to the path: what the treated units might differ from the mix of the right weights. */
  readonly outOfSample: Ends;
  readonly counterfactual: Ends;
  readonly effect: Ends & { readonly value: number };
}

export interface Predictions {
  readonly weights: LocalizedWeights;
  /** Standard deviations of the errors before the change, by which those of the draws are scaled. */
  readonly scales: Float64Array;
  /** One a period after the change. */
  readonly periods: readonly Prediction[];
  /** Of the mean over them; errors are taken for such as do not cancel. */
  readonly average: Prediction;
}

/**
 * Prediction intervals of a synthetic control: the outcome that the treated units would have had, and so the effect, from the doubt about the weights and from errors to come.
 *
 * Model    In the sample: errors are drawn as normal with the squares of what a regression on active donors leaves of them (HC1), and for every draw the least and the most are found that
 *          weights with a sum of one, none below its floor, add to the path, where they fit the draw no worse than the weights found; ends are quantiles of these over the draws.
 *          The draws have the covariance X' diag(squares) X / T^2 of X'errors / T; the set is (b - found)' X'X / T (b - found) <= 2 G'(b - found).
 *          Out of the sample: see `errorModel`. Each of the two may fail with half the chance of `coverage`, half of that on each side, and both are added up.
 * Shapes   one a period from the change on.
 * Units    the outcome's.
 * Errors   undefined without donors, and where regression leaves nothing of the errors before the change: nothing is known of those to come.
 * Source   Cattaneo, Feng & Titiunik (2021), JASA 116, 1865-1880; Cattaneo, Feng, Palomba & Titiunik (2025), Journal of Statistical Software 113(1) (scpi).
 */
export function predictionIntervals(panel: Panel, options: PredictionOptions, random: Random): Predictions | undefined {
  const { level, coverage, tails, threshold = 'type-1', draws = 200 } = options;
  // The mean over the periods after the change is a linear form of weights like each of them.
  const wide = withMeanAfter(panel);
  const fit = syntheticControl({ level })(wide);
  if (!fit) return undefined;
  const { values, periods, before, donors } = wide;
  const constants = level === 'moved' ? 1 : 0;
  const outcomes = donorsBefore(wide);
  const treated = treatedMean(wide);
  const residuals = treated.slice(0, before).map((value, t) => value - fit.path[t]);
  const weights = localizedWeights(fit.donorWeights, outcomes, residuals, constants, threshold);
  const errors = errorModel(residuals, outcomes, weights.active);
  if (!errors) return undefined;
  const freedom = Math.max(1, before - (usedOf(fit.donorWeights) - 1 + constants));
  const scales = errors.left.map((value) => Math.abs(value) * Math.sqrt(before / freedom));
  const miss = (1 - coverage) / 4;
  const inSample = drawnEnds(wide, fit.donorWeights, weights, { level, scales, draws, random }).map((drawn) => ({
    low: quantile(drawn.low, miss),
    high: quantile(drawn.high, 1 - miss),
  }));
  const predictions = inSample.map((byWeights, at): Prediction => {
    const t = before + at;
    const now = Float64Array.from({ length: donors }, (_, donor) => values[donor * periods + t]);
    const outOfSample = errors.ends(now, tails, miss);
    const low = fit.path[t] + byWeights.low + outOfSample.low;
    const high = fit.path[t] + byWeights.high + outOfSample.high;
    return {
      path: fit.path[t],
      inSample: byWeights,
      outOfSample,
      counterfactual: { low, high },
      effect: { value: treated[t] - fit.path[t], low: treated[t] - high, high: treated[t] - low },
    };
  });
  return { weights, scales, periods: predictions.slice(0, -1), average: predictions[predictions.length - 1] };
}

interface Drawing extends LevelOptions {
  readonly scales: Float64Array;
  readonly draws: number;
  readonly random: Random;
}

/** For each period after the change what weights add to the path at least and at most, one a draw. */
function drawnEnds(
  { values, periods, before, donors }: Panel,
  found: Float64Array,
  { floor }: LocalizedWeights,
  { level, scales, draws, random }: Drawing,
): readonly { readonly low: Float64Array; readonly high: Float64Array }[] {
  // Weights are their floor and a mix of the donors with what is left of the sum: a mix of these points is what they add to the path.
  let free = 1;
  for (const weight of floor) free -= weight;
  const added = new Float64Array(periods);
  for (let donor = 0; donor < donors; donor++) for (let t = 0; t < periods; t++) added[t] += (found[donor] - floor[donor]) * values[donor * periods + t];
  const points = new Float64Array(donors * before);
  const gains = Array.from({ length: periods - before }, () => new Float64Array(donors));
  for (let donor = 0; donor < donors; donor++) {
    const point = added.map((own, t) => free * values[donor * periods + t] - own);
    let mean = 0;
    if (level === 'moved') for (let t = 0; t < before; t++) mean += point[t] / before;
    for (let t = 0; t < before; t++) points[donor * before + t] = point[t] - mean;
    for (const [at, gain] of gains.entries()) gain[donor] = point[before + at] - mean;
  }
  const losses = gains.map((gain) => gain.map((value) => -value));
  const reachFor = reachOfMixes(points, before, level === 'moved' ? 'free' : 'none');
  const drawn = gains.map(() => ({ low: new Float64Array(draws), high: new Float64Array(draws) }));
  for (let draw = 0; draw < draws; draw++) {
    const error = scales.map((scale) => scale * random.normal());
    const reach = reachFor(error);
    const middle = level === 'moved' ? error.reduce((sum, value) => sum + value, 0) / before : 0;
    // Weights of the draw are to those found as those found are to the right ones: what they add, the right ones take away.
    for (const [at, ends] of drawn.entries()) {
      ends.low[draw] = -middle - reach.most(gains[at]);
      ends.high[draw] = -middle + reach.most(losses[at]);
    }
  }
  return drawn;
}
