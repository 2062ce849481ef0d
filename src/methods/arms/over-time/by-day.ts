import type { Answer } from '../../../estimate/answer.ts';
import type { Finding } from '../../../estimate/finding.ts';
import type { Contrast } from '../../../inference/arms/contrast.ts';
import { binColumn, binOf } from '../../../inference/over-time/calendar.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { derive } from '../../../relation/steps.ts';
import { after } from '../../../relation/within.ts';
import { bySpell, type Days, type Parts } from './by-spell.ts';
import { toldByDay } from './told-by-day.ts';

/** Effects on the days of a calendar, and what they add up to. */
export function* effectByDay(c: Contrast, parts: Parts, days: Days): Asking<Answer> {
  const { calendar } = days;
  const step = derive({ [binColumn]: binOf(days.time, calendar) });
  const reply = yield* after(ask(moments({ columns: { ...parts }, by: [c.assignment, binColumn] })), [step]);
  const found = bySpell(reply, c, parts, days);
  if (!found) return { estimates: [], findings: [tooFew(c.outcome, days.timeColumn)], exhibits: [] };
  return yield* after(toldByDay(found, c, days), [step]);
}

const tooFew = (outcome: string, column: string): Finding => ({
  check: 'drift',
  about: { column: outcome },
  verdict: 'pass',
  says: `Too few units came in over the days of ${column} to tell whether the effect on ${outcome} changes over them.`,
});
