import { averageByCohort, type Functional, sumOf } from './functional.ts';
import type { EffectCell } from './group-time.ts';
import { type Strata, strataOf } from './strata.ts';

/** What an average over cells counts: every treated cell by its units, or every cohort by its units whatever time it was treated for. */
export type Weights = 'cells' | 'cohorts';

/** An average of cells that share a cohort, a time since the start, or a period. */
export interface Slice {
  /** Cohort, time since the start, or place of the period. */
  readonly at: number;
  readonly cells: readonly EffectCell[];
  readonly effect: Functional;
}

/** Cells from the start on, the time of anticipation left out. */
export const treatedCells = (cells: readonly EffectCell[]): readonly EffectCell[] => cells.filter(({ since }) => since >= 0);

/** The average over treated units and periods (did's simple), or over treated units of what each had on average (did's group). */
export function averageOver(s: Strata, cells: readonly EffectCell[], weights: Weights): Functional {
  const treated = treatedCells(cells);
  if (weights === 'cells') return averageByCohort(s, treated);
  return averageByCohort(
    s,
    byCohort(s, treated).map(({ at, effect }) => ({ cohort: at, effect })),
  );
}

/** The average of each cohort over its treated periods. */
export function byCohort(s: Strata, cells: readonly EffectCell[]): readonly Slice[] {
  return sliced(treatedCells(cells), ({ cohort }) => cohort).map(({ at, cells: own }) => ({
    at,
    cells: own,
    effect: sumOf(
      s,
      own.map(({ effect }) => [1 / own.length, effect]),
    ),
  }));
}

/** The average by time since the start, over the cohorts that were seen then: the event study. */
export const byTimeSince = (s: Strata, cells: readonly EffectCell[]): readonly Slice[] =>
  averaged(
    s,
    sliced(cells, ({ since }) => since),
  );

/** The average of each period over the cohorts that are treated in it. */
export const byPeriod = (s: Strata, cells: readonly EffectCell[]): readonly Slice[] =>
  averaged(
    s,
    sliced(treatedCells(cells), ({ period }) => period),
  );

/** The plain mean of slices. */
export const meanOfSlices = (s: Strata, slices: readonly Slice[]): Functional =>
  sumOf(
    s,
    slices.map(({ effect }) => [1 / slices.length, effect]),
  );

const averaged = (s: Strata, slices: readonly Omit<Slice, 'effect'>[]): readonly Slice[] =>
  slices.map(({ at, cells }) => ({ at, cells, effect: averageByCohort(s, cells) }));

function sliced(cells: readonly EffectCell[], of: (cell: EffectCell) => number): readonly Omit<Slice, 'effect'>[] {
  const at = [...new Set(cells.map(of))].sort((a, b) => a - b);
  return at.map((value) => ({ at: value, cells: cells.filter((cell) => of(cell) === value) }));
}

/** Units of cohorts, of each once: how many an average rests on. */
export const unitsIn = (s: Strata, cells: readonly EffectCell[]): number =>
  [...new Set(cells.flatMap(({ cohort }) => strataOf(s, cohort)))].reduce((sum, k) => sum + s.strata[k].n, 0);
