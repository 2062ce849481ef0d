import { EstimandError } from '../../../errors/estimand-error.ts';
import { column } from '../../../expressions/build.ts';
import type { PlaceOf } from '../../../protocol/design.ts';
import type { StudyFile } from '../../../protocol/keys/study-file.ts';
import { secondsAt } from '../../../protocol/keys/times.ts';
import { type Period, periodCode, periodColumn, periodOf } from '../../../protocol/periods.ts';
import type { Column } from '../../../relation/schema.ts';
import { type GlobalLaunch, type LaunchSeen, unseen } from '../own.ts';
import type { GlobalLaunchKeys } from './keys.ts';

/**
 * The launch as methods read it.
 *
 * Errors  period-length where dates have no length of period, or numbers have one; launch-date where the launch is not of the type of the time.
 */
export function launchOf(
  { unit, time, rows, design }: StudyFile<GlobalLaunchKeys>,
  place: PlaceOf,
  schema: readonly Column[],
  seen: LaunchSeen = unseen,
): GlobalLaunch {
  // A study without a time is refused when it is read.
  const clock = time!;
  const { period, launched, treatedUnits, donors, predictors, anticipation, estimator, trend, season, regressors } = design;
  const type = schema.find((c) => c.name === clock)?.type;
  if (type === 'time' && period === undefined) throw new EstimandError('period-length', { column: clock, type, period }, place(['design']));
  if (type === 'number' && period !== undefined) throw new EstimandError('period-length', { column: clock, type, period }, place(['design', 'period']));
  const dates = typeof launched === 'string' ? [launched] : Object.values(launched);
  const codes = dates.map((date) => codeOf(date, period));
  const wrong = codes.findIndex(Number.isNaN);
  if (wrong >= 0) {
    const at = typeof launched === 'string' ? [] : [Object.keys(launched)[wrong]];
    const facts = { written: dates[wrong], column: clock, type: period === undefined ? 'number' : 'time' } as const;
    throw new EstimandError('launch-date', facts, place(['design', 'launched', ...at]));
  }
  const order = [...codes.keys()].sort((i, j) => codes[i] - codes[j]);
  const [first, last] = [order[0], order[order.length - 1]];
  const several = typeof launched !== 'string';
  const treated = several ? Object.keys(launched) : treatedUnits;
  return {
    kind: 'global-launch',
    ...(unit !== undefined && { unit }),
    time: clock,
    // Where rows of a unit were brought to one in each period, they have it as a number.
    clock: rows === 'many-per-unit' ? column(periodColumn) : periodOf(clock, period),
    ...(period && { period }),
    launched: codes[first],
    launchedText: codes[first] === codes[last] ? dates[first] : `${dates[first]} to ${dates[last]}`,
    ...(several && { launches: Object.fromEntries(Object.keys(launched).map((name, i) => [name, codes[i]])) }),
    ...(predictors && { predictors }),
    anticipation,
    estimator,
    trend: trend ?? 'level',
    ...(season !== undefined && { season }),
    ...(regressors && { regressors }),
    named: { ...(treated && { treated }), ...(donors && { donors }) },
    ...seen,
  };
}

/** The period of the launch; NaN where it is none. */
function codeOf(launched: string, period: Period | undefined): number {
  if (period !== undefined) {
    const seconds = secondsAt(launched);
    return Number.isNaN(seconds) ? Number.NaN : periodCode(seconds, period);
  }
  return /^-?\d+$/.test(launched) ? Number(launched) : Number.NaN;
}
