import type { Cells } from '../../protocol/cells.ts';
import { periodInWords } from '../../protocol/periods.ts';
import { neverStarted, type StagedRollout } from './own.ts';
import { cellColumn, codeOfCell, cohortColumn, timed } from './unit-steps.ts';

/** Cohorts by period, each of which is corrected by its own labels; those treated all along are in none. */
export function cellsOf(own: StagedRollout): Cells {
  const { periods, cohorts, period: length, unit, cluster, shape, repeats } = own;
  const together = cluster ?? (shape === 'panel' || repeats ? unit : undefined);
  const coded = cohorts.map(({ start }) => ({ ...(start !== undefined && { start }), code: start === undefined ? neverStarted : periods[start] }));
  return {
    steps: timed(own),
    column: cellColumn,
    cohort: cohortColumn,
    ...(together !== undefined && { together }),
    cohorts: coded,
    cells: coded.flatMap(({ start, code }) =>
      periods.map((at, period) => ({
        ...(start !== undefined && { start }),
        period,
        code: codeOfCell(code, at, periods),
        says: `${start === undefined ? 'those never reached' : `those reached in ${periodInWords(periods[start], length)}`} in ${periodInWords(at, length)}`,
      })),
    ),
  };
}
