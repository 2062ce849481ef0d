import { armMean, type CellEffect, type CellFound, cellEffects, type RefusedCell, type Sample } from './cell-effects.ts';
import type { Effects } from './effects.ts';
import { type Cell, cellsOf, type GroupTimeOptions } from './group-time.ts';
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

/** Units that are compared, and their changes from the base period to each of some periods. */
export interface Compared {
  readonly units: Int32Array;
  readonly treated: Uint8Array;
  readonly changes: readonly Float64Array[];
  /** In the base period, in the order of the panel. */
  readonly covariates: readonly Float64Array[];
}

/** Of each period the effect. */
export type UnitEstimator = (compared: Compared) => readonly CellEffect[] | { readonly refused: string };

/** Effects of each cohort in each period on the units that were seen both then and in the base period. Periods with the same units are estimated together. */
export function unitEffects(panel: UnitPanel, options: GroupTimeOptions, estimate: UnitEstimator): Effects & { readonly refused: readonly RefusedCell[] } {
  const counted = seenStrata(panel);
  const whole = panel.outcomes.every((values) => !values.some(Number.isNaN));
  const alike = ({ cohort, base, controls, period }: Cell): string => [cohort, base, controls.join(' '), whole ? '' : period].join();
  const cells = cellsOf(counted, options).filter((cell): cell is Cell => 'controls' in cell);
  const groups = new Map<string, ReadonlyMap<number, CellFound>>();
  return cellEffects(panel, counted, options, (cell) => {
    const key = alike(cell);
    const found =
      groups.get(key) ??
      together(
        panel,
        cells.filter((other) => alike(other) === key),
        estimate,
      );
    groups.set(key, found);
    return found.get(cell.period)!;
  });
}

/** Cells of one cohort that compare the same units, by period. */
function together(panel: UnitPanel, cells: readonly Cell[], estimate: UnitEstimator): ReadonlyMap<number, CellFound> {
  const compared = comparedIn(panel, cells);
  const { units, treated } = compared;
  const each = (found: (cell: Cell, i: number) => CellFound): ReadonlyMap<number, CellFound> => new Map(cells.map((cell, i) => [cell.period, found(cell, i)]));
  const cases = treated.reduce((sum, is) => sum + is, 0);
  if (cases < 2 || units.length - cases < 2) return each(() => ({ why: cases < 2 ? 'no-units' : 'no-controls' }));
  const effects = estimate(compared);
  if ('refused' in effects) return each(() => effects);
  return each(({ period }, i) => {
    const after = panel.outcomes[period];
    const values = Float64Array.from(units, (unit) => after[unit]);
    return { effect: effects[i], seen: armMean(units, (row) => treated[row] === 1, values, panel) };
  });
}

/** The effect without covariates: the difference of mean changes. */
export function meanDifference(panel: UnitPanel): UnitEstimator {
  return ({ units, treated, changes }) =>
    changes.map((change) => {
      const [controls, cases] = [0, 1].map((arm) => armMean(units, (i) => treated[i] === arm, change, panel));
      return { value: cases.value - controls.value, contributions: cases.contributions.map((own, c) => own - controls.contributions[c]) };
    });
}

function comparedIn({ cohort, outcomes, covariates }: UnitPanel, cells: readonly Cell[]): Compared {
  const [{ cohort: g, base, controls }] = cells;
  const before = outcomes[base];
  const atBase = covariates.map(({ byPeriod }) => byPeriod[base]);
  const known = [before, ...atBase, ...cells.map(({ period }) => outcomes[period])];
  const isControl = new Uint8Array(Math.max(g, ...controls) + 1);
  for (const h of controls) isControl[h] = 1;
  const takes = (i: number): boolean => (cohort[i] === g || isControl[cohort[i]] === 1) && known.every((values) => !Number.isNaN(values[i]));
  let n = 0;
  for (let i = 0; i < cohort.length; i++) if (takes(i)) n++;
  const units = new Int32Array(n);
  for (let [i, j] = [0, 0]; i < cohort.length; i++) if (takes(i)) units[j++] = i;
  return {
    units,
    treated: Uint8Array.from(units, (i) => (cohort[i] === g ? 1 : 0)),
    changes: cells.map(({ period }) => Float64Array.from(units, (i) => outcomes[period][i] - before[i])),
    covariates: atBase.map((values) => Float64Array.from(units, (i) => values[i])),
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
