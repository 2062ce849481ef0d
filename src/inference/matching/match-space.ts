import { allFinite } from '../../math/all-finite.ts';
import { dot } from '../../math/dot.ts';
import { covariateSearch } from './covariate-search.ts';
import type { Search } from './matched-sets.ts';
import { scoreSearch } from './score-search.ts';
import { type Metric, type UnmeasurableColumn, whitened } from './whiten.ts';

/** What units are alike in: one number, such as the propensity or its logit, or several columns under a metric. */
export type MatchOn =
  | { readonly kind: 'score'; readonly score: Float64Array }
  | { readonly kind: 'covariates'; readonly columns: readonly Float64Array[]; readonly metric: Metric };

export interface MatchOptions {
  readonly on: MatchOn;
  /** Only rows with the same code are neighbours. */
  readonly exactOn?: Int32Array;
  /** Distances that differ by no more are tied; in units of the distance. By default 1e-9 of the standard deviation of what is matched on. */
  readonly tolerance?: number;
}

/** Ways to search some rows for neighbours of others. */
export interface MatchSpace {
  /** Among rows with the same code. */
  readonly within: (candidates: Int32Array) => Search;
  /** Whatever the codes. */
  readonly anywhere: (candidates: Int32Array) => Search;
}

/** Ties of the default: above the rounding of a fitted score, below anything that was measured. */
const TIED = 1e-9;

/**
 * How to search any of the rows for neighbours of any others.
 *
 * Units     distances are differences of the score as given, or standard deviations of covariates (as given for `euclidean`).
 * Errors    column-unmeasurable for a column that is constant or made up by others; RangeError where a number is not finite.
 */
export function matchSpace({ on, exactOn, tolerance }: MatchOptions): MatchSpace | UnmeasurableColumn {
  const given = on.kind === 'score' ? [on.score] : on.columns;
  if (given.length === 0) throw new RangeError('Matching needs a score or at least one column.');
  for (const [column, values] of given.entries())
    if (!allFinite(values)) throw new RangeError(`Column ${column} to match on holds a number that is not finite.`);
  const columns = on.kind === 'score' ? given : whitened(given, on.metric);
  if ('kind' in columns) return columns;
  const tied = tolerance ?? TIED * Math.sqrt(columns.reduce((sum, values) => sum + varianceOf(values), 0) / columns.length);
  const [first, ...others] = columns;
  const among =
    (codes: Int32Array | undefined) =>
    (candidates: Int32Array): Search => {
      const rows = { tolerance: tied, candidates, ...(codes && { exactOn: codes }) };
      return others.length === 0 ? scoreSearch({ ...rows, score: first }) : covariateSearch({ ...rows, columns });
    };
  return { within: among(exactOn), anywhere: among(undefined) };
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  return dot(centred, centred) / Math.max(values.length - 1, 1);
}
