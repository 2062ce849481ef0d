import { equals, indicator, not, or } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type MomentsReply, moments } from '../../relation/requests.ts';

/** With fewer events, or non-events, than this in an arm the normal approximation is not trusted. */
export const fewEvents = 10;

/**
 * Does the outcome hold only 0 and 1? Sum y^2 = sum y says so for integers, since y^2 - y is never negative for them; for other
 * columns it only makes it likely, and the values are counted.
 */
export function* binaryOutcome(reply: Pick<MomentsReply, 'groups' | 'integer'>, name: string, measure: Expression): Asking<boolean> {
  if (!reply.groups.every(({ moments: m }) => squaresEqualValues(m, name))) return false;
  if (reply.integer[name]) return true;
  const others = yield* ask(moments({ columns: { other: indicator(not(or(equals(measure, 0), equals(measure, 1)))) } }));
  return others.groups[0].moments.n > 0 && others.groups[0].moments.mean[0] === 0;
}

/** Are the squares of the values as large as the values themselves, as those of 0 and 1 are? */
export function squaresEqualValues(m: Moments, name: string): boolean {
  if (m.n === 0) return true;
  const mean = meanOf(m, name);
  const squares = comomentOf(m, name, name) / m.weight + mean * mean;
  return mean >= 0 && mean <= 1 && Math.abs(squares - mean) <= 1e-9;
}

/** Whole number of ones in an arm. */
export const eventsIn = (m: Moments, name: string): number => Math.round(meanOf(m, name) * m.n);

export function hasFewEvents(m: Moments, name: string): boolean {
  const events = eventsIn(m, name);
  return Math.min(events, m.n - events) < fewEvents;
}
