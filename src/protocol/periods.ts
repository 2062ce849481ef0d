import { add, call, column, divide, seconds, subtract, times } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';

/** The column that every row of a design over time gets: its period as a number. */
export const periodColumn = 'estimand:period';

/** How long a period is, where times are dates. */
export const periodLengths = ['day', 'week', 'month'] as const;
export type Period = (typeof periodLengths)[number];

const floor = (of: Expression): Expression => call('floor', of);
const over = (of: Expression, by: number): Expression => floor(divide(of, by));

/**
 * The period of a date or a time as a number: days since 1970, weeks from Monday to Sunday, or months, one more each. A number is its own period.
 *
 * Source  months: Hinnant, "chrono-compatible low-level date algorithms", whose years begin in March.
 */
export function periodOf(name: string, period: Period | undefined): Expression {
  if (period === undefined) return column(name);
  const days = over(seconds(column(name)), 86_400);
  if (period === 'day') return days;
  // The first of January 1970 was a Thursday.
  if (period === 'week') return over(add(days, 3), 7);
  const z = add(days, 719_468);
  const era = over(z, 146_097);
  const ofEra = subtract(z, times(era, 146_097));
  const yearOfEra = over(subtract(add(subtract(ofEra, over(ofEra, 1_460)), over(ofEra, 36_524)), over(ofEra, 146_096)), 365);
  const before = subtract(add(times(yearOfEra, 365), over(yearOfEra, 4)), over(yearOfEra, 100));
  const month = over(add(times(subtract(ofEra, before), 5), 2), 153);
  return add(times(add(times(era, 400), yearOfEra), 12), month);
}

/** The same of a moment in seconds since 1970. */
export function periodCode(seconds: number, period: Period): number {
  const days = Math.floor(seconds / 86_400);
  if (period === 'day') return days;
  if (period === 'week') return Math.floor((days + 3) / 7);
  const date = new Date(seconds * 1000);
  // Months are counted from March of the year zero on.
  return 12 * date.getUTCFullYear() + date.getUTCMonth() - 2;
}

const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** A period for readers: its number, the day, the Monday of the week, or the month. */
export function periodText(code: number, period: Period | undefined): string {
  if (period === undefined) return String(code);
  if (period === 'day') return day(code * 86_400);
  if (period === 'week') return `week of ${day((code * 7 - 3) * 86_400)}`;
  const fromJanuary = code + 2;
  return `${Math.floor(fromJanuary / 12)}-${String((((fromJanuary % 12) + 12) % 12) + 1).padStart(2, '0')}`;
}

/** A period within a sentence, such as after "in". */
export function periodInWords(code: number, period: Period | undefined): string {
  if (period === undefined) return `period ${code}`;
  return period === 'week' ? `the ${periodText(code, period)}` : periodText(code, period);
}

/** What a length of time since the start is counted in. */
export const periodNoun = (period: Period | undefined): string => period ?? 'period';
