import { column } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { binOf, type Calendar } from '../inference/over-time/calendar.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';
import { armOfCluster, clusterArms } from './cluster-arms.ts';

const timeOfCluster = 'estimand:time of cluster';

export interface CameIn {
  readonly assignment: string;
  /** When a unit came in, in seconds since 1970. */
  readonly time: Expression;
  /** What was randomized, where that is coarser: a cluster comes in with its first row. */
  readonly cluster?: string;
}

/** What is asked by day alone: days since 1970. */
export const sinceEpoch: Pick<Calendar, 'start' | 'days'> = { start: 0, days: 1 };

/** Units by arm, in the order of the arms, on each day that has any. */
export function* countsOnDays(
  { assignment, time, cluster }: CameIn,
  arms: readonly string[],
  { start, days }: Pick<Calendar, 'start' | 'days'>,
): Asking<ReadonlyMap<number, readonly number[]>> {
  const came = cluster === undefined ? time : column(timeOfCluster);
  const arm = cluster === undefined ? column(assignment) : armOfCluster;
  const over = cluster === undefined ? [] : [clusterArms(cluster, assignment, { [timeOfCluster]: { kind: 'min', of: time } })];
  const { groups } = yield* ask(moments({ columns: {}, by: { arm, day: binOf(came, { start, days, bins: 0 }) }, over }));
  const counts = new Map<number, number[]>();
  for (const { key, moments: m } of groups) {
    const at = arms.indexOf(key[0]);
    if (at < 0) continue;
    const own = counts.get(Number(key[1])) ?? arms.map(() => 0);
    own[at] += m.n;
    counts.set(Number(key[1]), own);
  }
  return counts;
}

/** Units by arm in each bin of a calendar. */
export function* countsInDays(came: CameIn, arms: readonly string[], calendar: Calendar): Asking<readonly (readonly number[])[]> {
  const counts = yield* countsOnDays(came, arms, calendar);
  return Array.from({ length: calendar.bins }, (_, day) => counts.get(day) ?? arms.map(() => 0));
}
