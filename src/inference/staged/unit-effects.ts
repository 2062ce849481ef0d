import { contributionErrors } from './contribution-errors.ts';
import type { Effects } from './effects.ts';
import { type Functional, nothing } from './functional.ts';
import { type Cell, cellsOf, type EffectCell, type GroupTimeOptions, type MissingCell } from './group-time.ts';
import type { Strata } from './strata.ts';

/** Units of a panel, one by one: where some lack periods, or covariates sharpen the comparison. */
export interface UnitPanel {
  readonly times: readonly number[];
  readonly starts: readonly number[];
  /** Of each unit the place of its cohort among `starts`. */
  readonly cohort: Int32Array;
  /** By period, a value for each unit; NaN where it was not seen. */
  readonly outcomes: readonly Float64Array[];
  /** What is known of units before treatment: by period a value for each unit, NaN where it is not known. */
  readonly covariates: readonly Covariate[];
  /** Of each unit its cluster, from 0 on; the unit itself where absent. */
  readonly cluster?: Int32Array;
  readonly clusters: number;
}

export interface Covariate {
  readonly name: string;
  readonly byPeriod: readonly Float64Array[];
}

/** Units that a cell compares, and their changes. */
export interface Compared extends Cell {
  readonly units: Int32Array;
  readonly treated: Uint8Array;
  readonly change: Float64Array;
  /** In the base period, in the order of the panel. */
  readonly covariates: readonly Float64Array[];
}

/** What is found of one cell: the effect, and what each cluster adds to its error, so that the sum of squares is the variance. */
export interface CellEffect {
  readonly value: number;
  readonly contributions: Float64Array;
}

export type CellEstimator = (compared: Compared) => CellEffect | { readonly refused: string };

/** A cell that the estimator refuses, with its reason. */
export interface RefusedCell extends Cell {
  readonly refused: string;
}

/**
 * Effects of each cohort in each period on the units that were seen both then and in the base period.
 *
 * Shapes  what each cell adds by cluster: as many numbers as there are clusters and cells.
 */
export function unitEffects(panel: UnitPanel, options: GroupTimeOptions, estimate: CellEstimator): Effects & { readonly refused: readonly RefusedCell[] } {
  const { times, starts, outcomes, clusters } = panel;
  const of = cellStrata(panel);
  const cells: EffectCell[] = [];
  const missing: MissingCell[] = [];
  const refused: RefusedCell[] = [];
  const contributions = new Map<number, Float64Array>();
  const place = (g: number, t: number): number => g * 2 * times.length + t;
  for (const cell of cellsOf(seenStrata(panel), options)) {
    if ('why' in cell) {
      missing.push(cell);
      continue;
    }
    const compared = comparedIn(panel, cell);
    const treated = compared.treated.reduce((sum, is) => sum + is, 0);
    const { cohort: g, period: t } = cell;
    if (treated < 2 || compared.units.length - treated < 2) {
      missing.push({ cohort: g, period: t, since: cell.since, why: treated < 2 ? 'no-units' : 'no-controls' });
      continue;
    }
    const found = estimate(compared);
    if ('refused' in found) {
      refused.push({ ...cell, refused: found.refused });
      continue;
    }
    of.strata[g].means[t] = found.value;
    contributions.set(place(g, t), found.contributions);
    const seen = seenMean(panel, compared, outcomes[t]);
    of.strata[g].means[times.length + t] = seen.value;
    contributions.set(place(g, times.length + t), seen.contributions);
    cells.push({ ...cell, effect: at(of, g, t) });
  }
  const sizes = sizesByCluster(panel);
  return {
    of,
    cells,
    missing,
    refused,
    seen: ({ cohort: g, period: t }) => at(of, g, times.length + t),
    errors: contributionErrors(of, {
      clusters,
      cohorts: starts.length,
      sizes,
      cohortOf: cohortOfCluster(panel),
      contributions,
      place: (g, j) => g * 2 * times.length + j,
    }),
  };
}

/** The effect without covariates: the difference of mean changes; a cluster's part of an arm over sqrt(1 - its share of it). */
export function meanDifference(panel: UnitPanel): CellEstimator {
  return ({ units, treated, change }) => {
    const [controls, cases] = [0, 1].map((arm) => armSums(units, treated, change, arm, panel));
    return {
      value: cases.mean - controls.mean,
      contributions: cases.contributions.map((own, c) => own - controls.contributions[c]),
    };
  };
}

/** The mean of an arm, and what each cluster adds to its error. */
function armSums(units: Int32Array, treated: Uint8Array, values: Float64Array, arm: number, { cluster, clusters }: Pick<UnitPanel, 'cluster' | 'clusters'>) {
  const [sizes, contributions] = [new Float64Array(clusters), new Float64Array(clusters)];
  let [n, sum] = [0, 0];
  for (let i = 0; i < units.length; i++) {
    if (treated[i] !== arm) continue;
    n++;
    sum += values[i];
    sizes[cluster ? cluster[units[i]] : units[i]]++;
  }
  const mean = sum / n;
  for (let i = 0; i < units.length; i++) if (treated[i] === arm) contributions[cluster ? cluster[units[i]] : units[i]] += values[i] - mean;
  for (let c = 0; c < clusters; c++) if (sizes[c] > 0) contributions[c] /= n * Math.sqrt(Math.max(1 - sizes[c] / n, Number.EPSILON));
  return { mean, contributions };
}

function seenMean(panel: UnitPanel, { units, treated }: Compared, outcome: Float64Array): CellEffect {
  const values = Float64Array.from(units, (unit) => outcome[unit]);
  const { mean, contributions } = armSums(units, treated, values, 1, panel);
  return { value: mean, contributions };
}

function comparedIn({ cohort, outcomes, covariates }: UnitPanel, cell: Cell): Compared {
  const known = [outcomes[cell.period], outcomes[cell.base], ...covariates.map(({ byPeriod }) => byPeriod[cell.base])];
  const isControl = new Uint8Array(Math.max(cell.cohort, ...cell.controls) + 1);
  for (const h of cell.controls) isControl[h] = 1;
  const takes = (i: number): boolean => (cohort[i] === cell.cohort || isControl[cohort[i]] === 1) && known.every((values) => !Number.isNaN(values[i]));
  let n = 0;
  for (let i = 0; i < cohort.length; i++) if (takes(i)) n++;
  const units = new Int32Array(n);
  for (let [i, j] = [0, 0]; i < cohort.length; i++) if (takes(i)) units[j++] = i;
  const [after, before, ...base] = known;
  return {
    ...cell,
    units,
    treated: Uint8Array.from(units, (i) => (cohort[i] === cell.cohort ? 1 : 0)),
    change: Float64Array.from(units, (i) => after[i] - before[i]),
    covariates: base.map((values) => Float64Array.from(units, (i) => values[i])),
  };
}

/** Who was seen when, by cohort and period. */
function seenStrata({ times, starts, cohort, outcomes }: UnitPanel): Strata {
  const n = new Float64Array(starts.length * times.length);
  for (const [t, values] of outcomes.entries()) for (let i = 0; i < cohort.length; i++) if (!Number.isNaN(values[i])) n[cohort[i] * times.length + t]++;
  return {
    kind: 'cross-section',
    times,
    starts,
    strata: Array.from(n, (count) => ({ n: count, means: new Float64Array(1), covariance: new Float64Array(1) })),
  };
}

/** Cohorts whose "means" are their effects by period, and after these what was seen. */
function cellStrata({ times, starts, cohort }: UnitPanel): Strata {
  const sizes = new Float64Array(starts.length);
  for (const g of cohort) sizes[g]++;
  return {
    kind: 'panel',
    times,
    starts,
    strata: Array.from(sizes, (n) => ({ n, means: new Float64Array(2 * times.length), covariance: new Float64Array(0) })),
  };
}

function at(of: Strata, cohort: number, place: number): Functional {
  const one = nothing(of);
  one.weights[cohort][place] = 1;
  return one;
}

/** Units of each cohort in each cluster. */
function sizesByCluster({ starts, cohort, cluster, clusters }: UnitPanel): Float64Array {
  const sizes = new Float64Array(starts.length * clusters);
  for (let i = 0; i < cohort.length; i++) sizes[cohort[i] * clusters + (cluster ? cluster[i] : i)]++;
  return sizes;
}

/** Of each cluster the cohort that all its units are of; one more than there are cohorts where they are of several. */
function cohortOfCluster({ starts, cohort, cluster, clusters }: UnitPanel): Int32Array {
  const of = new Int32Array(clusters).fill(-1);
  for (let i = 0; i < cohort.length; i++) {
    const c = cluster ? cluster[i] : i;
    of[c] = of[c] === -1 || of[c] === cohort[i] ? cohort[i] : starts.length;
  }
  return of;
}
