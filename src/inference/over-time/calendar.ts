import { and, call, column, divide, isKnown, less, not, subtract } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { momentText } from '../../protocol/moment-text.ts';

/** Bins of whole days (in UTC), from the day of the first unit on. */
export interface Calendar {
  /** When the first day began, in seconds since 1970. */
  readonly start: number;
  /** Days in a bin. */
  readonly days: number;
  readonly bins: number;
}

/** Bins from one up to, but not including, another. */
export interface Spell {
  readonly from: number;
  readonly to: number;
}

export const daySeconds = 86_400;
/** More days than this are told by weeks, and more weeks by several of them. */
const mostDays = 31;
const mostWeeks = 53;
/** A study is not this long: a time in it is wrong. */
const mostYears = 20;

/** Undefined where times lie further apart than a study is long. */
export function calendarOf(first: number, last: number): Calendar | undefined {
  const start = Math.floor(first / daySeconds) * daySeconds;
  const whole = Math.floor((last - start) / daySeconds) + 1;
  if (!(whole <= 366 * mostYears)) return undefined;
  const days = whole <= mostDays ? 1 : 7 * Math.ceil(whole / 7 / mostWeeks);
  return { start, days, bins: Math.ceil(whole / days) };
}

/** The bin of a time. */
export const binOf = (time: Expression, { start, days }: Calendar): Expression => call('floor', divide(subtract(time, start), days * daySeconds));

/**
 * Neighbouring bins, joined until each arm has enough units in every spell; what is left over at the end goes to the last one.
 *
 * Shapes  `counts` bin by arm, `least` by arm. No spell where all bins together have too few.
 */
export function joined(counts: readonly (readonly number[])[], least: readonly number[]): readonly Spell[] {
  const spells: Spell[] = [];
  let from = 0;
  let units = least.map(() => 0);
  for (const [bin, inBin] of counts.entries()) {
    units = units.map((n, arm) => n + inBin[arm]);
    if (units.some((n, arm) => n < least[arm])) continue;
    spells.push({ from, to: bin + 1 });
    from = bin + 1;
    units = least.map(() => 0);
  }
  return spells.map((spell, i) => (i === spells.length - 1 ? { ...spell, to: counts.length } : spell));
}

/** The first and the last day of a spell, such as `2026-11-01`. */
export function daysIn({ from, to }: Spell, { start, days }: Calendar): { readonly first: string; readonly last: string } {
  const dayAt = (day: number): string => momentText(start + day * daySeconds);
  return { first: dayAt(from * days), last: dayAt(to * days - 1) };
}

/** `2026-11-01`, or `2026-11-01 to 2026-11-03`. */
export function spellText(spell: Spell, calendar: Calendar): string {
  const { first, last } = daysIn(spell, calendar);
  return first === last ? first : `${first} to ${last}`;
}

/** `14 days`, or `5 spells of days` where days were joined. */
export const spellsText = (spells: readonly Spell[], { days }: Calendar): string =>
  `${spells.length} ${days === 1 && spells.every(({ from, to }) => to - from === 1) ? 'days' : 'spells of days'}`;

/** The middle of a spell, in days since the first. */
export const middleOf = ({ from, to }: Spell, { days }: Calendar): number => ((from + to) * days - 1) / 2;

/** Bins of a spell, told by their column. */
export const binColumn = 'estimand:bin';
const bin = column(binColumn);

/** Is the unit of this spell? */
export const isWithin = ({ from, to }: Spell): Expression => and(isKnown(bin), and(not(less(bin, from)), less(bin, to)));
