import { EstimandError } from '../../errors/estimand-error.ts';
import { type Asking, work } from '../../relation/asking.ts';
import { expectFeatures } from '../expect-features.ts';
import type { Features } from '../features.ts';
import { binned, type ColumnBins, codesOf, columnBins } from '../forest/bins.ts';
import { reachLeaves } from '../forest/reach-leaves.ts';
import { clusterMembers } from '../forest/sampling.ts';
import { sharedDoubles, sharedPick } from '../forest/shared.ts';
import type { GrowthPlan } from '../forest/split-search.ts';
import { type Boosting, boostTreesTask } from './boost-task.ts';
import { type Loss, sigmoid } from './losses.ts';
import { type BoostingOptions, boostingOptions } from './options.ts';

export interface BoostingData {
  readonly features: Features;
  /** One value a unit of the features; of the logistic loss 0 or 1. */
  readonly outcome: Float64Array;
  readonly loss: Loss;
  readonly rows?: Int32Array;
  readonly weights?: Float64Array;
  /** Units of one number are held out together. */
  readonly clusters?: Int32Array;
}

/** Trees that are added up: plain data. */
export interface BoostedTrees extends Boosting {
  readonly loss: Loss;
  readonly shrinkage: number;
  readonly bins: readonly ColumnBins[];
}

/**
 * Boosts trees on the gradients of a loss.
 *
 * Model     Each tree is grown on gradients g and Hessians h at the scores so far; a leaf adds -shrinkage x sum g / (sum h + ridge), a split gains
 *           (sum g)^2 / (sum h + ridge) over both sides.
 * Units     scores in units of the outcome, or logits.
 * Errors    option-invalid; forest-too-few where a leaf would take all units.
 * Source    Friedman (2001), Annals of Statistics 29; Chen & Guestrin (2016), KDD.
 */
export function* boostTrees({ features, outcome, loss, rows, weights, clusters }: BoostingData, given: Partial<BoostingOptions> = {}): Asking<BoostedTrees> {
  const options = boostingOptions(given);
  const units = rows?.length ?? features.units;
  if (units < 2 * options.minNodeSize) throw new EstimandError('forest-too-few', { units, least: 2 * options.minNodeSize });
  const bins = columnBins(features, 'quantile', rows);
  const part = {
    ...{ binned: binned(bins, features, rows), target: sharedPick(outcome, rows), loss, options, growth: growthOf(bins, options) },
    weights: weights ? sharedPick(weights, rows) : sharedDoubles(units).fill(1),
    ...(clusters && { clusters: clusterMembers(rows ? rows.map((row) => clusters[row]) : clusters) }),
  };
  const [boosting] = yield* work(boostTreesTask, [part]);
  return { ...boosting, loss, shrinkage: options.shrinkage, bins };
}

function growthOf(bins: readonly ColumnBins[], { size, minNodeSize, ridge, leastHessian }: BoostingOptions): GrowthPlan {
  return {
    ...{ kind: 'gradient', responses: 1, columnsTried: 'all', alpha: 0, imbalancePenalty: 0, minNodeSize, ridge, leastHessian },
    columns: bins.map((column) => ({ codes: codesOf(column), unordered: column.levels !== undefined })),
    mostDepth: size.kind === 'depth' ? size.most : Number.POSITIVE_INFINITY,
    mostLeaves: size.kind === 'leaves' ? size.most : Number.POSITIVE_INFINITY,
  };
}

/** The expected outcome of some units, by their places, default: of all; of the logistic loss a chance. Errors as `expectFeatures`. */
export function predictBoosted({ base, trees, loss, shrinkage, bins }: BoostedTrees, features: Features, rows?: Int32Array): Float64Array {
  const table = binned(bins, expectFeatures(bins, features, rows), rows);
  const scores = new Float64Array(table.units).fill(base);
  const leaves = new Int32Array(table.units);
  for (let tree = 0; tree < trees.count; tree++) {
    reachLeaves(trees, tree, table, 0, table.units, leaves);
    for (let i = 0; i < leaves.length; i++) scores[i] += shrinkage * trees.leaves[leaves[i]];
  }
  return loss === 'squared' ? scores : scores.map(sigmoid);
}
