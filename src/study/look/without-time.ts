import { counted } from '../../errors/words.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Asking } from '../../relation/asking.ts';
import type { StudySource } from '../read/parse-study.ts';
import { lostIn, lostOf } from './lost-units.ts';

/** Rows without a time, where rows of a unit are brought to one in each period: they are of none, and would be gone without a word. */
export function* withoutTime({ study: { time }, design: { within = [] } }: StudySource, many: boolean): Asking<readonly Finding[]> {
  if (!many || time === undefined || within.length === 0) return [];
  const lost = lostOf(yield* lostIn(time, undefined));
  if (lost === 0) return [];
  return [
    {
      check: 'rows-without-time',
      about: { column: time },
      verdict: 'warn',
      statistic: lost,
      says: `${counted(lost, 'row')} without ${time} ${lost === 1 ? 'is' : 'are'} in no period, and in no estimate.`,
      mend: `Find out where ${time} gets lost, and join it again.`,
    },
  ];
}
