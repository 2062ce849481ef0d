import { mergeAll } from '../../moments/merge.ts';
import { meanOf } from '../../moments/moments.ts';
import { type Follows, fewestForLoop, followsOf, type Series, servingSeries } from './follows.ts';
import type { ServedPeriod } from './served-periods.ts';

/** What labels say of each period: the labelled mean of every context, and of every outcome that has labels in all of them. */
export function learnedSeries(periods: readonly ServedPeriod[], contexts: readonly string[], outcomes: readonly string[]): readonly Series[] {
  return [
    ...contexts.map((name) => ({ name, values: periods.map(({ sides }) => meanOf(sides!.served, name)) })),
    ...outcomes.flatMap((name) => {
      const values = periods.flatMap(({ labelledMeans }) => labelledMeans.get(name) ?? []);
      return values.length === periods.length ? [{ name, values }] : [];
    }),
  ];
}

/** The strongest sign that serving follows labels; none where serving did not move or nothing could be tested. */
export interface Looked {
  /** Why it could not be looked for. */
  readonly why?: string;
  readonly strongest?: Follows;
}

/** Does serving follow earlier labels? */
export function lookForLoop(periods: readonly ServedPeriod[], contexts: readonly string[], outcomes: readonly string[]): Looked {
  const whole = periods.filter(({ sides }) => sides !== undefined);
  if (whole.length < fewestForLoop) return { why: `there are ${whole.length} periods with served and unserved requests, and ${fewestForLoop} are needed` };
  const serving = servingSeries(whole, contexts, mergeAll(whole.map(({ sides }) => sides!.all)));
  const found = followsOf(learnedSeries(whole, contexts, outcomes), serving);
  if (found.length === 0) return {};
  return { strongest: found.reduce((a, b) => (b.pValue < a.pValue ? b : a)) };
}
