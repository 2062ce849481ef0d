import { greater, subtract, times, when } from '../../expressions/build.ts';
import { fewEvents } from '../../inference/arms/binary.ts';
import { effectiveEvents, type Opposed, type WeightedEvents } from '../../inference/weighted-events.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import type { Chances } from './chances.ts';
import { askClusterSums } from './cluster-sums.ts';
import type { Settled } from './options.ts';
import { nothing, pairsOf, type Wanted, weightOf } from './pairs.ts';
import type { Prepared } from './prepare.ts';

/** What a difference of two policies counts: events that raise it and events that lower it, which are never the same. */
export interface RaisingAndLowering extends Opposed {
  /** Of an outcome of 0 and 1 what is rarer counts, and is rare. */
  readonly rare: boolean;
}

/** By what is compared with what. */
export type EventsOf = (treatment: string, control: string) => RaisingAndLowering | undefined;

/** Shares below this are rare: their variance is that of a count, and no reward model takes much of it away. */
const rareShare = 0.2;

const noEvents: WeightedEvents = { events: { sum: 0, squares: 0 }, rows: { sum: 0, squares: 0 } };

/** Are there fewer events than a normal approximation needs, by effective counts? */
export const hasFew = ({ raising, lowering }: RaisingAndLowering): boolean =>
  [raising, lowering].some((part) => part.rows.sum > 0 && effectiveEvents(part) < fewEvents);

/**
 * The events of an outcome of 0 and 1 by what they weigh in the value of each policy, in its change from what was logged, or in the contrast of two; of the rarer of
 * the two values. With clusters what is weighed is a cluster. Nothing is asked of other outcomes.
 *
 * Model   a change of policies is the mean of (w - v) y, w and v their weights (1 of what was logged): rows with w > v raise it, and those with w < v lower it.
 */
export function* askEvents(s: Settled, p: Prepared, chances: Chances, want: Wanted): Asking<EventsOf> {
  const pairs = p.binary ? pairsOf(s, want) : [];
  const found = yield* all(pairs.map(([treatment, control]) => partsOf(s, p, chances, treatment, control)));
  return (treatment, control) => found[pairs.findIndex(([a, b]) => a === treatment && b === control)];
}

function* partsOf(s: Settled, p: Prepared, chances: Chances, treatment: string, control: string): Asking<RaisingAndLowering | undefined> {
  const more = weightOf(s, p, [treatment, control]);
  const less = times(-1, more);
  const happens = p.centre < 0.5 ? p.measure : subtract(1, p.measure);
  const parts = { more: when(greater(more, 0), more, 0), less: when(greater(less, 0), less, 0) };
  const columns = { ...parts, moreEvents: times(parts.more, happens), lessEvents: times(parts.less, happens) };
  const request = { columns, where: p.where, over: chances.before };
  const [{ groups }, sums] = yield* all([ask(moments(request)), askClusterSums(s.cluster, request)]);
  const m = groups[0].moments;
  if (m.n === 0) return undefined;
  const of = (name: 'more' | 'less'): WeightedEvents => ({ events: sumsOf(sums ?? m, `${name}Events`), rows: sumsOf(sums ?? m, name) });
  const [rising, falling] = [of('more'), control === nothing ? noEvents : of('less')];
  // What does not happen more often happens less often.
  const [raising, lowering] = p.centre < 0.5 ? [rising, falling] : [falling, rising];
  return { raising, lowering, rare: Math.min(p.centre, 1 - p.centre) < rareShare };
}

function sumsOf(m: Moments, name: string): WeightedEvents['rows'] {
  const mean = meanOf(m, name);
  return { sum: Math.max(0, m.n * mean), squares: Math.max(0, comomentOf(m, name, name) + m.n * mean ** 2) };
}
