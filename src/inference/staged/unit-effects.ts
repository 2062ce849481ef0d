import { joinedIntegers } from '../../math/joined.ts';
import { type CellEffect, type CellEffects, type CellFound, cellEffects, meanOf, type NoCellEffect, type Sample } from './cell-effects.ts';
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
  /** The `cases` that are treated last. */
  readonly units: Int32Array;
  readonly cases: number;
  readonly changes: readonly Float64Array[];
  /** In the base period, in the order of the panel. */
  readonly covariates: readonly Float64Array[];
}

/** Of each period the effect. */
export type UnitEstimator = (compared: Compared) => readonly CellEffect[] | NoCellEffect;

/** Effects of each cohort in each period on the units that were seen both then and in the base period. Periods with the same units are estimated together. */
export function unitEffects(panel: UnitPanel, options: GroupTimeOptions, estimate: UnitEstimator): CellEffects {
  const whole = [...new Set([...panel.outcomes, ...panel.covariates.flatMap(({ byPeriod }) => byPeriod)])].every(isWhole);
  const members = membersOf(panel);
  const counted = seenStrata(panel, members, whole);
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
        (those) => comparedIn(panel, members, those, whole),
        estimate,
      );
    groups.set(key, found);
    return found.get(cell.period)!;
  });
}

/** Cells of one cohort that compare the same units, by period. */
function together(
  panel: UnitPanel,
  cells: readonly Cell[],
  compare: (cells: readonly Cell[]) => Compared,
  estimate: UnitEstimator,
): ReadonlyMap<number, CellFound> {
  const compared = compare(cells);
  const { units, cases } = compared;
  const each = (found: (cell: Cell, i: number) => CellFound): ReadonlyMap<number, CellFound> => new Map(cells.map((cell, i) => [cell.period, found(cell, i)]));
  if (cases < 2 || units.length - cases < 2) return each(() => ({ why: cases < 2 ? 'no-units' : 'no-controls' }));
  const effects = estimate(compared);
  if ('refused' in effects) return each(() => effects);
  const reached = units.subarray(units.length - cases);
  return each(({ period }, i) => ({
    effect: effects[i],
    seen: meanOf(reached, isRun(reached) ? copied(panel.outcomes[period], [reached]) : taken(panel.outcomes[period], reached), panel),
  }));
}

/** The effect without covariates: the difference of mean changes. */
export function meanDifference(panel: UnitPanel): UnitEstimator {
  return ({ units, cases: count, changes }) =>
    changes.map((change) => {
      const first = units.length - count;
      const cases = meanOf(units.subarray(first), change.subarray(first), panel);
      const controls = meanOf(units.subarray(0, first), change.subarray(0, first), panel);
      return { value: cases.value - controls.value, contributions: cases.contributions.map((own, c) => own - controls.contributions[c]) };
    });
}

function comparedIn({ cohort, outcomes, covariates }: UnitPanel, members: readonly Int32Array[], cells: readonly Cell[], whole: boolean): Compared {
  const [{ cohort: g, base, controls }] = cells;
  const before = outcomes[base];
  const atBase = covariates.map(({ byPeriod }) => byPeriod[base]);
  const parts = [...controls, g].map((h) => members[h]);
  const all = joinedIntegers(parts);
  const inOrder = whole && parts.every(isRun);
  const of = (values: Float64Array): Float64Array => (inOrder ? copied(values, parts) : taken(values, units));
  // Where nobody lacks anything, nobody is looked at.
  const units = whole ? all : knownIn(all, [before, ...atBase, ...cells.map(({ period }) => outcomes[period])]);
  // Those of the cohort come last.
  let cases = 0;
  while (cases < units.length && cohort[units[units.length - 1 - cases]] === g) cases++;
  const start = of(before);
  return {
    units,
    cases,
    changes: cells.map(({ period }) => lessThan(of(outcomes[period]), start)),
    covariates: atBase.map(of),
  };
}

/** The units of each cohort, ascending. */
function membersOf({ starts, cohort }: UnitPanel): readonly Int32Array[] {
  const sizes = new Int32Array(starts.length);
  for (let i = 0; i < cohort.length; i++) sizes[cohort[i]]++;
  const members = Array.from(sizes, (size) => new Int32Array(size));
  const next = new Int32Array(starts.length);
  for (let i = 0; i < cohort.length; i++) members[cohort[i]][next[cohort[i]]++] = i;
  return members;
}

function isWhole(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return false;
  return true;
}

/** Those of whom all of this is known. */
const knownIn = (units: Int32Array, columns: readonly Float64Array[]): Int32Array =>
  units.filter((unit) => {
    for (const values of columns) if (Number.isNaN(values[unit])) return false;
    return true;
  });

/** Whether units follow each other in the panel. */
const isRun = (units: Int32Array): boolean => units[units.length - 1] - units[0] === units.length - 1;

/** The values of runs of units, each copied whole. */
function copied(values: Float64Array, runs: readonly Int32Array[]): Float64Array {
  const own = new Float64Array(runs.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const { 0: from, length } of runs) {
    own.set(values.subarray(from, from + length), to);
    to += length;
  }
  return own;
}

/** Of values what is left of them, in their place. */
function lessThan(values: Float64Array, others: Float64Array): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] -= others[i];
  return values;
}

function taken(values: Float64Array, units: Int32Array): Float64Array {
  const own = new Float64Array(units.length);
  for (let i = 0; i < units.length; i++) own[i] = values[units[i]];
  return own;
}

/** Who was seen when, by cohort and period. */
function seenStrata({ times, starts, cohort, outcomes }: UnitPanel, members: readonly Int32Array[], whole: boolean): Strata {
  const n = new Float64Array(starts.length * times.length);
  if (whole) for (const [g, own] of members.entries()) n.fill(own.length, g * times.length, (g + 1) * times.length);
  else for (const [t, values] of outcomes.entries()) for (let i = 0; i < cohort.length; i++) if (!Number.isNaN(values[i])) n[cohort[i] * times.length + t]++;
  return {
    kind: 'cross-section',
    times,
    starts,
    strata: Array.from(n, (count) => ({ n: count, means: new Float64Array(1), covariance: new Float64Array(1) })),
  };
}
