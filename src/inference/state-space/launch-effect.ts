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
  /** Degrees of freedom of each prediction. */
  readonly freedom: number;
}

/** Why there is no effect: the series before the launch, or that nothing was observed after it. */
export type LaunchRefusal = SeriesRefusal | { readonly refused: 'nothing-after' };

/** So few effective draws do not settle an interval; so often their number is doubled. */
export const fewestEffective = 100;
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
  const { paths, weights } = pathsOf(fit, draws, after);
  const t = studentT(draws.freedom);
  const at = (period: number, of: (path: Path) => Sums, center: number): Predicted => {
    const means = Float64Array.from(paths, (path) => center + of(path).means[period]);
    return predictedBy({ means, deviations: Float64Array.from(paths, (path) => of(path).deviations[period]), weights, t }, level);
  };
  const predicted = Array.from(after, (_, period) => at(period, ({ single }) => single, fit.center));
  const pointwise = predicted.map((each, period) => (Number.isNaN(after[period]) ? undefined : difference(each, after[period])));
  let [observed, count] = [0, 0];
  const cumulative = Array.from(after, (y, period) => {
    if (Number.isNaN(y)) return undefined;
    observed += y;
    count += 1;
    return difference(
      at(period, ({ running }) => running, count * fit.center),
      observed,
    );
  });
  const total = cumulative.findLast((each) => each !== undefined)!;
  const average = {
    value: total.value / count,
    standardError: total.standardError / count,
    low: total.low / count,
    high: total.high / count,
    pValue: total.pValue,
  };
  return {
    fit,
    predicted: predicted.map(({ mean, low, high }) => ({ mean, low, high })),
    pointwise,
    cumulative,
    average,
    effective: draws.effective,
    freedom: draws.freedom,
  };
}

function enoughDraws({ model, standard, variances }: StructuralFit, { draws, seed }: LaunchOptions): VarianceDraws {
  const recursion = new Recursion(layoutOf(model, standard.regressors.length), standard);
  const drawn = (count: number): VarianceDraws => varianceDraws(recursion, model, standard.values.length, variances, count, stream(seed));
  let found = drawn(draws);
  for (let doubling = 1; doubling <= doublings && found.effective < fewestEffective; doubling++) found = drawn(draws * 2 ** doubling);
  return found;
}

/** Means and deviations of numbers, one a period. */
interface Sums {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** What one set of variances says of each period after the launch, and of the sums of observed ones up to it. */
interface Path {
  readonly single: Sums;
  readonly running: Sums;
}

/** Draws below this share of an equal weight are left out. */
const negligible = 1e-3;

/** Paths at all variances that count for something, and what they count. */
function pathsOf(
  { model, standard }: StructuralFit,
  { variances, weights }: VarianceDraws,
  after: Float64Array,
): { readonly paths: readonly Path[]; readonly weights: Float64Array } {
  const kept = variances.flatMap((each, i) => {
    const found = weights[i] > negligible / weights.length ? forecast(model, standard, each, after.length) : undefined;
    return found ? [{ weight: weights[i], path: pathOf(found, after) }] : [];
  });
  const total = kept.reduce((sum, { weight }) => sum + weight, 0);
  return { paths: kept.map(({ path }) => path), weights: Float64Array.from(kept, ({ weight }) => weight / total) };
}

function pathOf({ mean, covariance }: Forecast, after: Float64Array): Path {
  const periods = after.length;
  const running = { means: new Float64Array(periods), deviations: new Float64Array(periods) };
  let [sum, variance] = [0, 0];
  for (let i = 0; i < periods; i++) {
    if (!Number.isNaN(after[i])) {
      sum += mean[i];
      for (let j = 0; j < i; j++) if (!Number.isNaN(after[j])) variance += 2 * covariance[i * periods + j];
      variance += covariance[i * (periods + 1)];
    }
    running.means[i] = sum;
    running.deviations[i] = Math.sqrt(variance);
  }
  return { single: { means: mean, deviations: mean.map((_, i) => Math.sqrt(covariance[i * (periods + 1)])) }, running };
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
