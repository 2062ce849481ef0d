import { armMean, type CellEffect, cellEffects, type RefusedCell, type Sample } from './cell-effects.ts';
import type { Effects } from './effects.ts';
import type { Cell, GroupTimeOptions } from './group-time.ts';
import type { Strata } from './strata.ts';

/** Units of a panel, one by one: where some lack periods, or covariates sharpen the comparison. */
export interface UnitPanel extends Sample {
  /** By period, a value for each unit; NaN where it was not seen. */
  readonly outcomes: readonly Float64Array[];
  /** What is known of units before treatment: by period a value for each unit, NaN where it is not known. */
  readonly covariates: readonly Covariate[];
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

export type UnitEstimator = (compared: Compared) => CellEffect | { readonly refused: string };

/** Effects of each cohort in each period on the units that were seen both then and in the base period. */
export function unitEffects(panel: UnitPanel, options: GroupTimeOptions, estimate: UnitEstimator): Effects & { readonly refused: readonly RefusedCell[] } {
  return cellEffects(panel, seenStrata(panel), options, (cell) => {
    const compared = comparedIn(panel, cell);
    const { units, treated } = compared;
    const cases = treated.reduce((sum, is) => sum + is, 0);
    if (cases < 2 || units.length - cases < 2) return { why: cases < 2 ? 'no-units' : 'no-controls' };
    const effect = estimate(compared);
    if ('refused' in effect) return effect;
    const after = panel.outcomes[cell.period];
    const values = Float64Array.from(units, (unit) => after[unit]);
    return { effect, seen: armMean(units, (i) => treated[i] === 1, values, panel) };
  });
}

/** The effect without covariates: the difference of mean changes. */
export function meanDifference(panel: UnitPanel): UnitEstimator {
  return ({ units, treated, change }) => {
    const [controls, cases] = [0, 1].map((arm) => armMean(units, (i) => treated[i] === arm, change, panel));
    return { value: cases.value - controls.value, contributions: cases.contributions.map((own, c) => own - controls.contributions[c]) };
  };
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
