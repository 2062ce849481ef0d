import { text } from './fields.ts';

const unitSeconds = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const;

const askedDuration = 'a time above zero in minutes, hours, days or weeks, such as 7 days';
const writtenDuration = /^(\d+(?:\.\d+)?) *(minute|hour|day|week)s?$/;

/** A span of time, such as `7 days`. */
export const duration = text(askedDuration).refine((written) => secondsOf(written) > 0, askedDuration);

/** Seconds of a span of time; NaN when it is none. */
export function secondsOf(written: string): number {
  const [, count, unit] = writtenDuration.exec(written) ?? [];
  return unit === undefined ? Number.NaN : Number(count) * unitSeconds[unit as keyof typeof unitSeconds];
}

const askedMoment = 'a date or a time as ISO 8601 has it, such as 2026-11-29 or 2026-11-29T14:00Z';
const writtenMoment = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A moment; without a zone it is one in UTC. What else it could have been is said where it is none. */
export const momentOr = (asked: string) => text(asked).refine((written) => !Number.isNaN(secondsAt(written)), asked);

export const moment = momentOr(askedMoment);

/** Seconds since 1970 of a moment; NaN when it is none. */
export function secondsAt(written: string): number {
  const [, date, clock = '00:00', zone = 'Z'] = writtenMoment.exec(written) ?? [];
  if (date === undefined) return Number.NaN;
  const midnight = Date.parse(`${date}T00:00Z`);
  // The 30th of February is read as the 2nd of March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, date.length) !== date) return Number.NaN;
  return Date.parse(`${date}T${clock}${/^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone}`) / 1000;
}
