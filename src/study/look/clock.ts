import { counted } from '../../errors/words.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { column, greater, isKnown, seconds } from '../../expressions/build.ts';
import { secondsAt } from '../../protocol/keys/times.ts';
import { momentText } from '../../protocol/moment-text.ts';
import { timeOfUnits } from '../../protocol/unit-time.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments, quantiles } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import type { StudySource } from '../read/parse-study.ts';

/** Until when the data tell, in seconds since 1970, and what is wrong with their times. */
export interface Times {
  readonly end?: number;
  readonly findings: readonly Finding[];
}

/** The times of a study whose units came in one after the other. Rows after `asOf` are of a time that the data cannot know. */
export function* timesOf(source: StudySource, schema: readonly Column[]): Asking<Times> {
  const name = timeOfUnits(source);
  if (name === undefined || !schema.some((c) => c.name === name)) return { findings: [] };
  const { asOf } = source.study;
  const time = seconds(column(name));
  const until = asOf === undefined ? undefined : secondsAt(asOf);
  const [latest, [after], rows] = yield* all([
    ask(quantiles({ of: time, at: [1] })),
    all(until === undefined ? [] : [ask(moments({ columns: {}, where: greater(time, until) }))]),
    ask(moments({ columns: {}, where: isKnown(column(name)) })),
  ]);
  const last = latest.groups[0]?.values[0];
  if (last === undefined || Number.isNaN(last)) return { findings: [] };
  const late = after?.groups[0]?.moments.n ?? 0;
  return { end: until ?? last, findings: late > 0 ? [afterAsOf(name, asOf!, { late, all: rows.groups[0].moments.n, last })] : [] };
}

function afterAsOf(name: string, asOf: string, { late, all: rows, last }: { readonly late: number; readonly all: number; readonly last: number }): Finding {
  return {
    check: 'after-as-of',
    about: { column: name },
    verdict: 'warn',
    statistic: late,
    threshold: 0,
    says: `${counted(late, 'row')} of ${sayCount(rows)} ${late === 1 ? 'has' : 'have'} a ${name} after ${asOf}, until when the data tell by asOf; the latest is ${momentText(last)}.`,
    mend: `Write under asOf when the data were read; or leave later rows out in data.sql, if their ${name} comes of a clock that is wrong.`,
  };
}
