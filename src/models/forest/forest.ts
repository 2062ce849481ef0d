import { EstimandError } from '../../errors/estimand-error.ts';
import { type Asking, work } from '../../relation/asking.ts';
import type { Features } from '../features.ts';
import { type Binned, binned, type ColumnBins, codesOf, columnBins } from './bins.ts';
import { type GrownPart, growTreesTask } from './grow-trees.ts';
import { bytesACode, forestMemory } from './memory.ts';
import { type ForestOptions, forestOptions, TREES_A_PART } from './options.ts';
import { clusterMembers, type SamplingPlan } from './sampling.ts';
import { sharedDoubles, sharedPick } from './shared.ts';
import type { GrowthPlan } from './split-search.ts';
import { type Target, targetValues } from './targets.ts';

/** What a forest is grown on. */
export interface ForestData {
  readonly features: Features;
  readonly target: Target;
  /** The units it learns from, by their places; default: all. What it says of its own units is in this order. */
  readonly rows?: Int32Array;
  /** What each unit of the features counts for; default: 1. */
  readonly weights?: Float64Array;
  /** Units of one number are drawn together. */
  readonly clusters?: Int32Array;
}

/** A grown forest: plain data. */
export interface Forest {
  readonly kind: Target['kind'];
  /** Of classes: how many; otherwise 1. */
  readonly responses: number;
  readonly options: ForestOptions;
  readonly bins: readonly ColumnBins[];
  /** Units that it was grown on. */
  readonly units: number;
  /** Its trees, as they were grown: whole groups in each part. */
  readonly parts: readonly GrownPart[];
}

/**
 * Grows a forest.
 *
 * Model     Each tree is grown on a sample of its own without replacement, by one half of it, and filled by the other (honesty).
 * Shapes    Values of `target`, `weights` and `clusters`: one a unit of `features`.
 * Errors    option-invalid; forest-memory before anything is grown; forest-too-few where trees would have nothing to divide.
 * Source    Athey, Tibshirani & Wager (2019), Generalized random forests. Annals of Statistics 47; defaults as in grf.
 */
export function* growForest(data: ForestData, given: Partial<ForestOptions>): Asking<Forest> {
  const options = forestOptions(given);
  const { features, target, rows } = data;
  const bins = columnBins(features, options.binning, rows);
  const units = rows?.length ?? features.units;
  mustHaveUnits(units, options);
  const table = binned(bins, features, rows);
  mustHaveRoom(options, table);
  const responses = target.kind === 'classes' ? target.count : 1;
  const growth = growthPlan(target.kind, responses, bins, options);
  const values = targetValues(target).map((column) => sharedPick(column, rows));
  const weights = data.weights ? sharedPick(data.weights, rows) : sharedDoubles(units).fill(1);
  const sampling = samplingPlan(units, data.clusters && (rows ? rows.map((row) => data.clusters?.[row] ?? 0) : data.clusters), options);
  const each = Math.max(1, Math.floor(TREES_A_PART / options.groupSize)) * options.groupSize;
  const parts = Array.from({ length: Math.ceil(options.trees / each) }, (_, part) => ({
    ...{ binned: table, values, weights, growth, sampling },
    from: part * each,
    to: Math.min(options.trees, (part + 1) * each),
  }));
  return { kind: target.kind, responses, options, bins, units, parts: yield* work(growTreesTask, parts) };
}

function growthPlan(kind: GrowthPlan['kind'], responses: number, bins: readonly ColumnBins[], options: ForestOptions): GrowthPlan {
  return {
    ...{ kind, responses },
    columns: bins.map((column) => ({ codes: codesOf(column), unordered: column.levels !== undefined })),
    columnsTried: options.columnsTried ?? Math.min(Math.ceil(Math.sqrt(bins.length) + 20), bins.length),
    minNodeSize: options.minNodeSize,
    alpha: options.alpha,
    imbalancePenalty: options.imbalancePenalty,
    ...{ ridge: 0, leastHessian: 0, mostDepth: Number.POSITIVE_INFINITY, mostLeaves: Number.POSITIVE_INFINITY },
  };
}

function samplingPlan(units: number, clusters: Int32Array | undefined, { sampleFraction, honesty, groupSize, seed }: ForestOptions): SamplingPlan {
  return { units, ...(clusters && { clusters: clusterMembers(clusters) }), sampleFraction, honesty, groupSize, seed };
}

function mustHaveUnits(units: number, { sampleFraction, minNodeSize }: ForestOptions): void {
  const least = Math.ceil((4 * minNodeSize) / sampleFraction);
  if (units < least) throw new EstimandError('forest-too-few', { units, least });
}

function mustHaveRoom(options: ForestOptions, table: Binned): void {
  const bytes = forestMemory(options, table.units, table.width, bytesACode(table));
  if (bytes > options.mostMemory) throw new EstimandError('forest-memory', { bytes, most: options.mostMemory, trees: options.trees, units: table.units });
}
