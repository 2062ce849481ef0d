import { indicator, less } from '../../expressions/build.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { secondsAt } from '../../protocol/keys/times.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';

/** How many units had come in before each look, long enough for the primary outcome to be known, of looks on dates; none of others. */
export function* unitsBefore({ analysis: { looks } }: StudyFile, { time, outcomes }: Protocol): Asking<readonly number[]> {
  const dates = typeof looks === 'string' ? [] : looks.filter((look) => typeof look === 'string');
  if (dates.length === 0 || !time) return [];
  const wait = outcomes.find(({ role }) => role === 'primary')?.mature?.after ?? 0;
  const columns = Object.fromEntries(dates.map((date) => [date, indicator(less(time.seconds, secondsAt(date) - wait))]));
  const { moments: m } = (yield* ask(moments({ columns }))).groups[0];
  return Array.from(m.mean, (share) => Math.round(share * m.n));
}
