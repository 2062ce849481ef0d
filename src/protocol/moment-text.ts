/** A moment for readers, to the minute in UTC: `2026-11-29`, or `2026-11-29 14:00`. */
export function momentText(seconds: number): string {
  const [date, clock] = new Date(seconds * 1000).toISOString().split('T');
  return clock.startsWith('00:00:00') ? date : `${date} ${clock.slice(0, 5)}`;
}
