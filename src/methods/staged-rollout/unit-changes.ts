import { and, atMost, column, greater, less, not } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { periodColumn, periodText } from '../../protocol/periods.ts';
import type { UnitChanges, UnitWave } from '../../protocol/unit-changes.ts';
import { arms, neverStarted, type StagedRollout } from './own.ts';
import { timed } from './unit-steps.ts';

const startColumn = 'estimand:start';

/**
 * How rows of units over periods become changes of units, for questions that ask of each unit: every wave from its mean before to its mean after, beside the same change of those that
 * are not reached by the end. The end is that of the data, or, where all are reached, just before the last wave, whose units then are the others. Undefined where no unit is followed.
 */
export function unitChanges(own: StagedRollout): UnitChanges | undefined {
  const { unit, cluster, periods, cohorts, clock, start, shape, within, anticipation } = own;
  if (unit === undefined || shape !== 'panel' || within || periods.length === 0) return undefined;
  const starts = cohorts.flatMap((cohort) => cohort.start ?? []).sort((a, b) => a - b);
  const never = cohorts.some((cohort) => cohort.start === undefined);
  const last = starts.at(-1);
  const end = never || last === undefined ? periods.length - 1 : last - 1 - anticipation;
  const began = column(startColumn);
  const others = never ? greater(began, periods[periods.length - 1]) : fromPeriod(began, last!, periods);
  const waves = starts
    .filter((place) => place <= end && place - anticipation > 0)
    .map((place): UnitWave => {
      const period = column(periodColumn);
      return {
        name: periodText(periods[place], own.period),
        reached: and(fromPeriod(began, place, periods), atMost(began, periods[place])),
        others,
        before: less(period, periods[place - anticipation]),
        after: and(not(less(period, periods[place])), atMost(period, periods[end])),
      };
    });
  if (waves.length === 0) return undefined;
  return {
    unit,
    ...(cluster !== undefined && { cluster }),
    arms: { control: arms.untreated, treatment: arms.treated },
    steps: timed({ clock, start, periods, cohorts }),
    clock: column(periodColumn),
    start,
    startColumn,
    waves,
  };
}

/** It lies behind the period before, and before what never starts: a start between two periods is one in the later. */
const fromPeriod = (start: Expression, place: number, periods: readonly number[]): Expression =>
  and(greater(start, place === 0 ? Number.NEGATIVE_INFINITY : periods[place - 1]), less(start, neverStarted));
