import { add, and, atMost, column, equals, greater, indicator, isKnown, number, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { periodColumn } from '../../protocol/periods.ts';
import { derive, rollup, type Step, type Total, where } from '../../relation/steps.ts';
import { neverStarted, type StagedRollout } from './own.ts';

/** Column of the first treated period of a unit, and of the last start that any of its rows tells of. */
export const unitStart = 'estimand:start';
export const unitEnd = 'estimand:end';

/** How many rows a unit has in the period at a place. */
export const rowsIn = (place: number): string => `estimand:rows ${place}`;

const inPeriod = (code: number): Expression => equals(column(periodColumn), code);

/** Column of the cohort and the period of a row as one number, and of its cohort. */
export const cellColumn = 'estimand:cell';
export const cohortColumn = 'estimand:cohort';

/** Rows with their period, those whose period is known; with their cell where outcomes are made cell by cell. */
export const timed = (own: Timed): readonly Step[] => [
  derive({ [periodColumn]: own.clock }),
  where(isKnown(column(periodColumn))),
  ...(own.inCells ? inCells(own) : []),
];

type Timed = Pick<StagedRollout, 'clock' | 'start' | 'periods' | 'cohorts' | 'inCells'>;

/** The cohort of a row as the period in which it starts, and its cell. A start between two periods is one in the later. */
function inCells({ start, periods, cohorts }: Timed): readonly Step[] {
  const own = column(startColumn);
  const starts = [periods[0], ...cohorts.flatMap((cohort) => (cohort.start === undefined ? [] : [periods[cohort.start]]))];
  const cohort = starts.reduceRight<Expression>((later, first) => when(atMost(own, first), first, later), number(neverStarted));
  return [
    derive({ [startColumn]: start }),
    derive({ [cohortColumn]: cohort }),
    derive({ [cellColumn]: cellCode(column(cohortColumn), column(periodColumn), periods) }),
  ];
}

const startColumn = 'estimand:started';

const spanOf = (periods: readonly number[]): number => periods[periods.length - 1] - periods[0] + 1;

/** The cohort, as `startWithin` gives it, and the period of a row as one number. */
export const cellCode = (start: Expression, period: Expression, periods: readonly number[]): Expression =>
  add(times(start, spanOf(periods)), subtract(period, periods[0]));

/** The number of a cell whose cohort and period are known. */
export const codeOfCell = (start: number, period: number, periods: readonly number[]): number => start * spanOf(periods) + period - periods[0];

/** The cohort and the period of such a number. */
export function cellOfCode(code: number, periods: readonly number[]): readonly [start: number, period: number] {
  const start = Math.floor(code / spanOf(periods));
  return [start, code - start * spanOf(periods) + periods[0]];
}

/** The start, or `neverStarted` where it lies behind the last period; the first period where it lies before it. */
export function startWithin(start: Expression, periods: readonly number[]): Expression {
  const [first, last] = [periods[0], periods[periods.length - 1]];
  return when(greater(start, last), neverStarted, when(atMost(start, first), first, start));
}

/** Measures that are no columns, computed once a row before rows are added up by period; and what to read of each. */
export function madeOnce(measures: Readonly<Record<string, Expression>>): {
  readonly made: Readonly<Record<string, Expression>>;
  readonly read: Readonly<Record<string, Expression>>;
} {
  const entries = Object.entries(measures).filter(([, measure]) => measure.op !== 'column');
  const nameOf = (name: string): string => `estimand:value of ${name}`;
  return {
    made: Object.fromEntries(entries.map(([name, measure]) => [nameOf(name), measure])),
    read: { ...measures, ...Object.fromEntries(entries.map(([name]) => [name, column(nameOf(name))])) },
  };
}

/** One row a unit: when it started, and its rows by period. `made` are columns of rows that totals read. */
export function unitRows(
  own: Timed & Pick<StagedRollout, 'unit'>,
  periods: readonly number[],
  totals: Readonly<Record<string, Total>>,
  made: Readonly<Record<string, Expression>> = {},
): readonly Step[] {
  const { unit, start } = own;
  return [
    ...timed(own),
    ...(Object.keys(made).length > 0 ? [derive(made)] : []),
    rollup([unit!], {
      [unitStart]: { kind: 'min', of: start },
      [unitEnd]: { kind: 'max', of: start },
      ...Object.fromEntries(periods.map((code, j): [string, Total] => [rowsIn(j), { kind: 'sum', of: indicator(inPeriod(code)) }])),
      ...totals,
    }),
    derive({ [unitStart]: startWithin(column(unitStart), periods) }),
  ];
}

/** An outcome in one period of a unit: the sum over its rows there, zero where there is none. */
export const sumIn = (code: number, measure: Expression): Total => ({ kind: 'sum', of: when(and(inPeriod(code), isKnown(measure)), measure, 0) });

/** In how many rows of one period the outcome is known. */
export const knownIn = (code: number, measure: Expression): Total => ({ kind: 'sum', of: indicator(and(inPeriod(code), isKnown(measure))) });

/** In how many rows of a unit the outcome is known. */
export const knownRows = (measure: Expression): Total => ({ kind: 'sum', of: indicator(isKnown(measure)) });
