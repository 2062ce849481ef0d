import { householderQr } from '../../math/householder-qr.ts';
import { disturbancesOf, layoutOf, type StructuralModel, type StructuralSeries } from './structural-model.ts';

/** Why a series before a launch says nothing of what would have come. Regressors go by their places. */
export type SeriesRefusal =
  /** Fewer observed periods than this model needs. */
  | { readonly refused: 'too-few-periods'; readonly observed: number; readonly needed: number }
  /** All observed values are one. */
  | { readonly refused: 'constant-series'; readonly value: number }
  /** Level, slope, season and regressors give every value: nothing is left that would tell how far a prediction errs. */
  | { readonly refused: 'no-noise' }
  /** A regressor has no value in a period that needs it. */
  | { readonly refused: 'regressor-missing'; readonly regressor: number; readonly period: number }
  | { readonly refused: 'regressor-constant'; readonly regressor: number }
  /** Before the launch it is a sum of a constant, of a line where there is a slope, of the season and of the regressors before it. */
  | { readonly refused: 'regressor-collinear'; readonly regressor: number; readonly on: readonly number[] }
  /** A place in the season has no observed period. */
  | { readonly refused: 'season-unseen'; readonly place: number }
  /** The likelihood has no largest point that the search could find. */
  | { readonly refused: 'not-converged' };

/** The fewest observed periods that a trend can be told from. */
const fewest = 5;
/** A regressor of which less than this share is its own tells nothing that rounding does not blur. */
const ownShare = 1e-4;

/** What keeps a model from being fitted to a series; `series.values` end at the launch, regressors may go on. */
export function refusalOf(model: StructuralModel, series: StructuralSeries): SeriesRefusal | undefined {
  const { values, regressors } = series;
  const observed = Array.from(values.keys()).filter((t) => !Number.isNaN(values[t]));
  const needed = Math.max(fewest, 2 * (model.season ?? 0), layoutOf(model, regressors.length).size + disturbancesOf(model).length + 1);
  if (observed.length < needed) return { refused: 'too-few-periods', observed: observed.length, needed };
  if (observed.every((t) => values[t] === values[observed[0]])) return { refused: 'constant-series', value: values[observed[0]] };
  for (const [regressor, column] of regressors.entries()) {
    const period = column.findIndex((x) => !Number.isFinite(x));
    if (period >= 0) return { refused: 'regressor-missing', regressor, period };
    if (observed.every((t) => column[t] === column[observed[0]])) return { refused: 'regressor-constant', regressor };
  }
  return dependencyOf(model, regressors, observed);
}

function dependencyOf(model: StructuralModel, regressors: readonly Float64Array[], observed: readonly number[]): SeriesRefusal | undefined {
  const { season = 1 } = model;
  const columnOf = (value: (t: number) => number): Float64Array => Float64Array.from(observed, value);
  const seasons = Array.from({ length: season }, (_, place) => columnOf((t) => (t % season === place ? 1 : 0)));
  const place = seasons.findIndex((column) => column.every((x) => x === 0));
  if (place >= 0) return { refused: 'season-unseen', place };
  const line = layoutOf(model, 0).hasSlope ? [columnOf((t) => t / observed[observed.length - 1])] : [];
  const from = seasons.length + line.length;
  const centred = regressors.map((column) => {
    const values = columnOf((t) => column[t]);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    return values.map((x) => x - mean);
  });
  const { kept, dependent, r } = householderQr([...seasons, ...line, ...centred]);
  const first = dependent.find(({ column }) => column >= from);
  if (first)
    return { refused: 'regressor-collinear', regressor: first.column - from, on: first.on.filter((column) => column >= from).map((column) => column - from) };
  const left = kept.findIndex((column, i) => column >= from && Math.abs(r[i * (kept.length + 1)]) < ownShare * lengthOf(centred[column - from]));
  return left < 0 ? undefined : { refused: 'regressor-collinear', regressor: kept[left] - from, on: Array.from({ length: kept[left] - from }, (_, i) => i) };
}

function lengthOf(column: Float64Array): number {
  return Math.sqrt(column.reduce((sum, x) => sum + x * x, 0));
}
