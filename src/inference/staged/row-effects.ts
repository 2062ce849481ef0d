import { type CellEffect, type CellEffects, cellEffects, meanOf, type NoCellEffect, type Sample } from './cell-effects.ts';
import type { Cell, GroupTimeOptions } from './group-time.ts';
import type { Strata } from './strata.ts';

/** Rows of a repeated cross-section, one by one, all of their values known. */
export interface CrossSection extends Sample {
  /** Place of the period of each row. */
  readonly period: Int32Array;
  readonly outcome: Float64Array;
  readonly covariates: readonly { readonly name: string; readonly values: Float64Array }[];
}

/** Rows that a cell compares: of its cohort and of controls, in its period and in the base period. */
export interface ComparedRows extends Cell {
  readonly rows: Int32Array;
  readonly treated: Uint8Array;
  readonly after: Uint8Array;
  readonly outcome: Float64Array;
  readonly covariates: readonly Float64Array[];
}

export type RowEstimator = (compared: ComparedRows) => CellEffect | NoCellEffect;

/** Effects of each cohort in each period from other rows in each. */
export function rowEffects(sample: CrossSection, options: GroupTimeOptions, estimate: RowEstimator): CellEffects {
  return cellEffects(sample, countedStrata(sample), options, (cell) => {
    const compared = comparedIn(sample, cell);
    const effect = estimate(compared);
    if ('refused' in effect) return effect;
    const { rows, treated, after, outcome } = compared;
    const isReached = (_: number, i: number): boolean => treated[i] === 1 && after[i] === 1;
    return { effect, seen: meanOf(rows.filter(isReached), outcome.filter(isReached), sample) };
  });
}

function comparedIn({ cohort, period, outcome, covariates }: CrossSection, cell: Cell): ComparedRows {
  const isControl = new Uint8Array(Math.max(cell.cohort, ...cell.controls) + 1);
  for (const h of cell.controls) isControl[h] = 1;
  const takes = (i: number): boolean => (cohort[i] === cell.cohort || isControl[cohort[i]] === 1) && (period[i] === cell.period || period[i] === cell.base);
  let n = 0;
  for (let i = 0; i < cohort.length; i++) if (takes(i)) n++;
  const rows = new Int32Array(n);
  for (let [i, j] = [0, 0]; i < cohort.length; i++) if (takes(i)) rows[j++] = i;
  return {
    ...cell,
    rows,
    treated: Uint8Array.from(rows, (i) => (cohort[i] === cell.cohort ? 1 : 0)),
    after: Uint8Array.from(rows, (i) => (period[i] === cell.period ? 1 : 0)),
    outcome: Float64Array.from(rows, (i) => outcome[i]),
    covariates: covariates.map(({ values }) => Float64Array.from(rows, (i) => values[i])),
  };
}

function countedStrata({ times, starts, cohort, period }: CrossSection): Strata {
  const n = new Float64Array(starts.length * times.length);
  for (let i = 0; i < cohort.length; i++) n[cohort[i] * times.length + period[i]]++;
  return {
    kind: 'cross-section',
    times,
    starts,
    strata: Array.from(n, (count) => ({ n: count, means: new Float64Array(1), covariance: new Float64Array(1) })),
  };
}
