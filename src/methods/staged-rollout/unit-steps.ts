import { and, atMost, column, equals, greater, indicator, isKnown, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { derive, rollup, type Step, type Total, where } from '../../relation/steps.ts';
import { periodColumn } from './declared/periods.ts';
import { neverStarted, type StagedRollout } from './own.ts';

/** Column of the first treated period of a unit, and of the last start that any of its rows tells of. */
export const unitStart = 'estimand:start';
export const unitEnd = 'estimand:end';

/** How many rows a unit has in the period at a place. */
export const rowsIn = (place: number): string => `estimand:rows ${place}`;

const inPeriod = (code: number): Expression => equals(column(periodColumn), code);

/** Rows with their period, those whose period is known. */
export const timed = ({ clock }: Pick<StagedRollout, 'clock'>): readonly Step[] => [derive({ [periodColumn]: clock }), where(isKnown(column(periodColumn)))];

/** The start, or `neverStarted` where it lies behind the last period; the first period where it lies before it. */
export function startWithin(start: Expression, periods: readonly number[]): Expression {
  const [first, last] = [periods[0], periods[periods.length - 1]];
  return when(greater(start, last), neverStarted, when(atMost(start, first), first, start));
}

/** One row a unit: when it started, and its rows by period. */
export function unitRows(
  own: Pick<StagedRollout, 'unit' | 'start' | 'clock'>,
  periods: readonly number[],
  totals: Readonly<Record<string, Total>>,
): readonly Step[] {
  const { unit, start } = own;
  return [
    ...timed(own),
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
