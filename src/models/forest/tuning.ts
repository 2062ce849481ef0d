import { stream } from '../../math/random/stream.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { type Forest, type ForestData, growForest } from './forest.ts';
import { type ForestOptions, forestOptions } from './options.ts';
import { outOfBag } from './predict.ts';

/** A search for the options of a forest: so many ways besides the one that was given, each tried by a forest of so many trees. */
export interface Tuning {
  readonly tries: number;
  readonly trees: number;
}

const tuningDefaults: Tuning = { tries: 30, trees: 100 };

/** Streams of the search begin here, above those of trees and their groups. */
const SEARCH = 2 ** 41;

/**
 * The options, of some that are drawn and those given, by which small forests err least out of bag.
 *
 * Model     regression: squared error. classes: the sum of squared errors of the chances. instrumental: the R-loss, squares of outcome - effect x treatment, the treatment as far
 *           as the instrument moves it.
 * Source    Nie & Wager (2021), Biometrika 108, for the R-loss; ranges as in grf.
 */
export function* tunedOptions(data: ForestData, given: Partial<ForestOptions>, tuning: Tuning = tuningDefaults): Asking<ForestOptions> {
  const own = forestOptions(given);
  const trees = Math.ceil(tuning.trees / own.groupSize) * own.groupSize;
  const ways = [own, ...Array.from({ length: tuning.tries }, (_, k) => drawnOptions(own, data, k))];
  const errors = yield* all(ways.map((way) => smallError(data, { ...way, trees })));
  const best = errors.reduce((least, error, k) => (error < errors[least] ? k : least), 0);
  return ways[best];
}

/** Grows a forest by the options that were found. */
export function* tunedForest(data: ForestData, given: Partial<ForestOptions>, tuning?: Tuning): Asking<Forest> {
  return yield* growForest(data, yield* tunedOptions(data, given, tuning));
}

function drawnOptions(own: ForestOptions, { features, rows }: ForestData, k: number): ForestOptions {
  const random = stream(own.seed, SEARCH + k);
  const columns = features.columns.length;
  const sampleFraction = (own.groupSize > 1 ? 0.1 : 0.2) + 0.4 * random.uniform();
  const largest = Math.floor(((rows?.length ?? features.units) * sampleFraction) / 8);
  return {
    ...own,
    sampleFraction,
    columnsTried: Math.ceil(Math.min(columns, Math.sqrt(columns) + 20) * random.uniform()),
    minNodeSize: Math.max(1, Math.floor(largest ** random.uniform())),
    honesty: own.honesty === 'none' ? 'none' : 0.5 + 0.3 * random.uniform(),
    alpha: random.uniform() / 4,
    imbalancePenalty: random.exponential(),
  };
}

function* smallError(data: ForestData, options: ForestOptions): Asking<number> {
  const forest = yield* growForest(data, options);
  const { values } = yield* outOfBag(forest, data);
  const rowOf = (i: number): number => (data.rows ? data.rows[i] : i);
  const errorOf = errorFor(data, forest.units, rowOf);
  let [sum, weight] = [0, 0];
  for (let i = 0; i < forest.units; i++) {
    const error = errorOf(values, i, rowOf(i));
    if (Number.isNaN(error)) continue;
    const own = data.weights?.[rowOf(i)] ?? 1;
    sum += own * error;
    weight += own;
  }
  return weight > 0 ? sum / weight : Number.POSITIVE_INFINITY;
}

type ErrorOf = (values: Float64Array, i: number, row: number) => number;

function errorFor({ target }: ForestData, units: number, rowOf: (i: number) => number): ErrorOf {
  if (target.kind === 'regression') return (values, i, row) => (target.outcome[row] - values[i]) ** 2;
  if (target.kind === 'classes') {
    const { classes, count } = target;
    return (values, i, row) => values.subarray(i * count, (i + 1) * count).reduce((sum, chance, k) => sum + ((classes[row] === k ? 1 : 0) - chance) ** 2, 0);
  }
  const { outcome, treatment, instrument } = target;
  let [moved, squares] = [0, 0];
  for (let i = 0; i < units; i++) {
    const row = rowOf(i);
    moved += instrument[row] * treatment[row];
    squares += instrument[row] ** 2;
  }
  return (values, i, row) => (outcome[row] - values[i] * instrument[row] * (moved / squares)) ** 2;
}
