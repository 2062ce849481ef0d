import { type Contribution, contributionErrors } from './contribution-errors.ts';
import type { Effects } from './effects.ts';
import { type Functional, nothing } from './functional.ts';
import { type Cell, cellsOf, type EffectCell, type GroupTimeOptions, type Missing, type MissingCell } from './group-time.ts';
import type { Strata } from './strata.ts';

/** Observations one by one: units of a panel, or rows of a cross-section. */
export interface Sample {
  readonly times: readonly number[];
  readonly starts: readonly number[];
  /** Of each observation the place of its cohort among `starts`. */
  readonly cohort: Int32Array;
  /** Of each observation its cluster, from 0 on; the observation itself where absent. */
  readonly cluster?: Int32Array;
  readonly clusters: number;
}

/** What is found of one cell: the effect, and what each cluster adds to its error: times the scale (1 where none is told) the sum of squares is the variance. */
export interface CellEffect {
  readonly value: number;
  readonly contributions: Float64Array;
  readonly scale?: number;
  /** Where those compared with are weighted to be like the treated. */
  readonly weighted?: WeightedControls;
}

/** How many are compared with, and how many of equal weight would tell as much. */
export interface WeightedControls {
  readonly controls: number;
  readonly effective: number;
}

/** Why an estimator refuses a cell; `unlike` where nobody compared with is like the treated. */
export interface NoCellEffect {
  readonly refused: string;
  readonly unlike?: true;
}

/** Of one cell the effect, and the mean of the treated as it was seen; or why there is none. */
export type CellFound = { readonly effect: CellEffect; readonly seen: CellEffect } | NoCellEffect | { readonly why: Missing };

/** A cell that the estimator refuses, with its reason. */
export interface RefusedCell extends Cell, NoCellEffect {}

/** A cell whose controls are weighted. */
export interface WeightedCell extends Cell {
  readonly weighted: WeightedControls;
}

/** Effects of cells, and how well each was compared. */
export interface CellEffects extends Effects {
  readonly refused: readonly RefusedCell[];
  readonly weighted: readonly WeightedCell[];
}

/**
 * Effects of each cohort in each period from observations one by one. `counted` says how many there are by cohort and period.
 *
 * Shapes  what each cell adds by cluster: as many numbers as there are clusters and cells.
 */
export function cellEffects(sample: Sample, counted: Strata, options: GroupTimeOptions, find: (cell: Cell) => CellFound): CellEffects {
  const { times, starts, clusters } = sample;
  const of = cellStrata(sample);
  const cells: EffectCell[] = [];
  const missing: MissingCell[] = [];
  const refused: RefusedCell[] = [];
  const weighted: WeightedCell[] = [];
  const contributions = new Map<number, Contribution>();
  const place = (g: number, j: number): number => g * 2 * times.length + j;
  for (const cell of cellsOf(counted, options)) {
    if ('why' in cell) {
      missing.push(cell);
      continue;
    }
    const { cohort: g, period: t, since } = cell;
    const found = find(cell);
    if ('why' in found) missing.push({ cohort: g, period: t, since, why: found.why });
    else if ('refused' in found) refused.push({ ...cell, ...found });
    else {
      for (const [j, { value, contributions: values, scale = 1 }] of [[t, found.effect] as const, [times.length + t, found.seen] as const]) {
        of.strata[g].means[j] = value;
        contributions.set(place(g, j), { values, scale });
      }
      cells.push({ ...cell, effect: at(of, g, t) });
      if (found.effect.weighted) weighted.push({ ...cell, weighted: found.effect.weighted });
    }
  }
  return {
    of,
    cells,
    missing,
    refused,
    weighted,
    seen: ({ cohort: g, period: t }) => at(of, g, times.length + t),
    errors: contributionErrors(of, {
      clusters,
      cohorts: starts.length,
      sizes: sizesByCluster(sample),
      cohortOf: cohortOfCluster(sample),
      contributions,
      place,
    }),
  };
}

/** The mean of some rows, and what each cluster adds to its error: its part over sqrt(1 - its share). */
export function meanOf(rows: Int32Array, values: Float64Array, { cluster, clusters }: Pick<Sample, 'cluster' | 'clusters'>): CellEffect {
  const n = rows.length;
  const contributions = new Float64Array(clusters);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const value = sum / n;
  const scaleOf = (size: number): number => n * Math.sqrt(Math.max(1 - size / n, Number.EPSILON));
  if (cluster === undefined) {
    const scale = scaleOf(1);
    for (let i = 0; i < n; i++) contributions[rows[i]] = (values[i] - value) / scale;
    return { value, contributions };
  }
  const sizes = new Float64Array(clusters);
  for (let i = 0; i < n; i++) {
    sizes[cluster[rows[i]]]++;
    contributions[cluster[rows[i]]] += values[i] - value;
  }
  for (let c = 0; c < clusters; c++) if (sizes[c] > 0) contributions[c] /= scaleOf(sizes[c]);
  return { value, contributions };
}

/** Cohorts whose "means" are their effects by period, and after these what was seen. */
export function cellStrata({ times, starts, cohort }: Sample): Strata {
  const sizes = new Float64Array(starts.length);
  for (let i = 0; i < cohort.length; i++) sizes[cohort[i]]++;
  return {
    kind: 'panel',
    times,
    starts,
    strata: Array.from(sizes, (n) => ({ n, means: new Float64Array(2 * times.length), covariance: new Float64Array(0) })),
  };
}

export function at(of: Strata, cohort: number, place: number): Functional {
  const one = nothing(of);
  one.weights[cohort][place] = 1;
  return one;
}

/** Units of each cohort in each cluster. */
function sizesByCluster({ starts, cohort, cluster, clusters }: Sample): Float64Array {
  const sizes = new Float64Array(starts.length * clusters);
  for (let i = 0; i < cohort.length; i++) sizes[cohort[i] * clusters + (cluster ? cluster[i] : i)]++;
  return sizes;
}

/** Of each cluster the cohort that all its units are of; one more than there are cohorts where they are of several. */
function cohortOfCluster({ starts, cohort, cluster, clusters }: Sample): Int32Array {
  const of = new Int32Array(clusters).fill(-1);
  for (let i = 0; i < cohort.length; i++) {
    const c = cluster ? cluster[i] : i;
    of[c] = of[c] === -1 || of[c] === cohort[i] ? cohort[i] : starts.length;
  }
  return of;
}
