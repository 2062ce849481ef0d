import { stream } from '../../math/random/stream.ts';
import { fitStructural, type StructuralFit } from './fit.ts';
import { type Forecast, forecast } from './forecast.ts';
import { type Mixture, mixtureDeviation, mixtureMean, mixtureQuantile, mixtureTwoSided, studentT } from './predictive.ts';
import { Recursion } from './recursion.ts';
import type { SeriesRefusal } from './refusals.ts';
import { layoutOf, type StructuralModel, type StructuralSeries } from './structural-model.ts';
import { type VarianceDraws, varianceDraws } from './variance-draws.ts';

export interface LaunchOptions {
  /** How many of `series.values` lie before the launch. */
  readonly before: number;
  readonly level: number;
  readonly draws: number;
  readonly seed: number;
}

/** What was observed less what would have come without the launch. */
export interface PredictedDifference {
  readonly value: number;
  /** Deviation of what would have come. */
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** Two-sided: the chance of a value as far out as the observed one, had nothing changed. */
  readonly pValue: number;
}

export interface LaunchEffect {
  readonly fit: StructuralFit;
  /** From the launch on, one a period: what would have come, and its interval. */
  readonly predicted: readonly { readonly mean: number; readonly low: number; readonly high: number }[];
  /** One a period from the launch on; undefined where nothing was observed. */
  readonly pointwise: readonly (PredictedDifference | undefined)[];
  /** Sums over the observed periods up to each. */
  readonly cumulative: readonly (PredictedDifference | undefined)[];
  /** Mean over the observed periods. */
  readonly average: PredictedDifference;
  /** Equal weights that would tell as much as those of the variances drawn. */
  readonly effective: number;
}

/** Why there is no effect: the series before the launch, or that nothing was observed after it. */
export type LaunchRefusal = SeriesRefusal | { readonly refused: 'nothing-after' };

/** So few effective draws do not settle an interval; so often their number is doubled. */
const fewestEffective = 100;
const doublings = 4;

/**
 * The effect of a launch to everybody at once: what was observed less what a structural model of the periods before it predicts.
 *
 * Model    One state-space model before and after the launch, the variances found before it; periods after it are predicted jointly, so that means and sums have the errors
 *          that go with them. Predictions are averaged over variances by likelihood (`varianceDraws`), each a t distribution.
 * Shapes   values and regressors for all periods; NaN where nothing was observed.
 * Units    effects in units of the series; `level` of the two-sided intervals, each alone.
 * Errors   a refusal as a value.
 * Source   Brodersen, Gallusser, Koehler, Remy & Scott (2015), Annals of Applied Statistics 9; Durbin & Koopman (2012), section 4.11.
 */
export function launchEffect(model: StructuralModel, series: StructuralSeries, options: LaunchOptions): LaunchEffect | LaunchRefusal {
  const { before, level } = options;
  const after = series.values.subarray(before);
  if (after.every(Number.isNaN)) return { refused: 'nothing-after' };
  const fit = fitStructural(model, { ...series, values: series.values.subarray(0, before) });
  if ('refused' in fit) return fit;
  const draws = enoughDraws(fit, options);
  const { forecasts, weights } = forecastsOf(fit, draws, after.length);
  const t = studentT(draws.freedom);
  const predictedOf = (of: Float64Array): Predicted => predictedBy({ ...weightedSums(forecasts, of, fit.center), weights, t }, level);
  const differenceOf = (of: Float64Array): PredictedDifference => difference(predictedOf(of), weightedSum(after, of));
  const seen = after.map((y) => (Number.isNaN(y) ? 0 : 1));
  const count = seen.reduce((sum, s) => sum + s, 0);
  const periods = Array.from(seen.keys());
  const predicted = periods.map((period) => predictedOf(seen.map((_, t) => (t === period ? 1 : 0))));
  return {
    fit,
    predicted: predicted.map(({ mean, low, high }) => ({ mean, low, high })),
    pointwise: predicted.map((each, period) => (seen[period] ? difference(each, after[period]) : undefined)),
    cumulative: periods.map((period) => (seen[period] ? differenceOf(seen.map((s, t) => (t <= period ? s : 0))) : undefined)),
    average: differenceOf(seen.map((s) => s / count)),
    effective: draws.effective,
  };
}

function enoughDraws({ model, standard, variances }: StructuralFit, { draws, seed }: LaunchOptions): VarianceDraws {
  const recursion = new Recursion(layoutOf(model, standard.regressors.length), standard);
  const drawn = (count: number): VarianceDraws => varianceDraws(recursion, model, standard.values.length, variances, count, stream(seed));
  let found = drawn(draws);
  for (let doubling = 1; doubling <= doublings && found.effective < fewestEffective; doubling++) found = drawn(draws * 2 ** doubling);
  return found;
}

/** Forecasts at all variances that count for something, and what they count. */
function forecastsOf(
  { model, standard }: StructuralFit,
  { variances, weights }: VarianceDraws,
  periods: number,
): { readonly forecasts: readonly Forecast[]; readonly weights: Float64Array } {
  const kept = variances
    .map((each, i) => ({ weight: weights[i], each }))
    .filter(({ weight }) => weight > negligible / weights.length)
    .flatMap(({ weight, each }) => {
      const found = forecast(model, standard, each, periods);
      return found ? [{ weight, found }] : [];
    });
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return { forecasts: kept.map(({ found }) => found), weights: Float64Array.from(kept, ({ weight }) => weight / total) };
}

/** Draws below this share of an equal weight are left out. */
const negligible = 1e-3;

/** What every forecast says of a weighted sum of periods. */
function weightedSums(forecasts: readonly Forecast[], of: Float64Array, center: number): { readonly means: Float64Array; readonly deviations: Float64Array } {
  const shift = center * of.reduce((sum, w) => sum + w, 0);
  return {
    means: Float64Array.from(forecasts, ({ mean }) => shift + weightedSum(mean, of)),
    deviations: Float64Array.from(forecasts, ({ covariance }) => Math.sqrt(spread(covariance, of))),
  };
}

function spread(covariance: Float64Array, of: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < of.length; i++) if (of[i] !== 0) sum += of[i] * weightedSum(covariance.subarray(i * of.length, (i + 1) * of.length), of);
  return sum;
}

/** Periods without weight may be missing. */
function weightedSum(values: Float64Array, of: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < of.length; i++) if (of[i] !== 0) sum += of[i] * values[i];
  return sum;
}

/** A number that would have come, at the level of the study. */
interface Predicted {
  readonly mixture: Mixture;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function predictedBy(mixture: Mixture, level: number): Predicted {
  return { mixture, mean: mixtureMean(mixture), low: mixtureQuantile(mixture, (1 - level) / 2), high: mixtureQuantile(mixture, (1 + level) / 2) };
}

function difference({ mixture, mean, low, high }: Predicted, observed: number): PredictedDifference {
  return {
    value: observed - mean,
    standardError: mixtureDeviation(mixture),
    low: observed - high,
    high: observed - low,
    pValue: mixtureTwoSided(mixture, observed),
  };
}
