import { ageColumn, reachColumn, timelessColumn } from '../../across/over-time/ages.ts';
import { atMost, call, column, divide, equals, indicator, isKnown, not, or, seconds, subtract } from '../../expressions/build.ts';
import { unitTime } from '../../protocol/unit-time.ts';
import { type Relation, through } from '../../relation/relation.ts';
import { broadcast, derive, type Step, type Total, where } from '../../relation/steps.ts';
import { rowsPerUnit, type UnitColumns } from '../read/rows-per-unit.ts';

/** Rows as they lie in time. */
export interface Exposed {
  /** Until when the data tell, in seconds since 1970. */
  readonly end: number;
  /** One row a unit, as it is analysed, with further totals of its rows, which know their age. */
  readonly units: (totals: Readonly<Record<string, Total>>) => Relation;
}

const day = 86_400;
const firstColumn = 'estimand:first time';

/** How many whole days lie between a time and the end of the data. */
export const reachFrom = (end: number): Step => derive({ [reachColumn]: call('floor', divide(subtract(end, column(unitTime)), day)) });

/**
 * Rows by whole days since the first of their unit; units without an arm, or in several, stay out as in the analysis. A row of a time that the data cannot know yet
 * is not there, and a unit with a row that has no time is in nothing.
 */
export function exposedRows(relation: Relation, many: UnitColumns, end: number, kept: readonly Step[]): Exposed | undefined {
  const { unit, time } = many;
  if (time === undefined) return undefined;
  const came = seconds(column(time));
  const known = [where(isKnown(column(unit))), where(or(not(isKnown(came)), atMost(came, end)))];
  const aged = [
    broadcast([unit], { [firstColumn]: { kind: 'min', of: came } }),
    derive({ [ageColumn]: call('floor', divide(subtract(came, column(firstColumn)), day)) }),
  ];
  return {
    end,
    units: (totals) => {
      const further = { ...totals, [timelessColumn]: { kind: 'sum', of: indicator(not(isKnown(came))) } as const };
      const steps = [...known, ...aged, ...rowsPerUnit(relation.schema, many, further), reachFrom(end), where(equals(column(timelessColumn), 0)), ...kept];
      return through(relation, steps);
    },
  };
}
