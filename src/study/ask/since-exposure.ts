import { type Ages, agesOf, atAges, hasAges, reachColumn } from '../../across/over-time/ages.ts';
import { effectByExposure } from '../../across/over-time/exposure.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import type { AnswerOptions } from '../../relation/relation.ts';
import { moments } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import { after, within } from '../../relation/within.ts';
import { reachFrom } from '../look/exposed-rows.ts';
import type { LookedAt } from '../look/looked-at.ts';

/** The ages that units of a study have, asked beside the plan; undefined where none are told. */
export function* agesOfUnits(protocol: Protocol, exposed: LookedAt['exposed']): Asking<Ages | undefined> {
  const { assignment, trigger } = protocol;
  const outcomes = outcomesIn(protocol);
  if (!assignment || !exposed || outcomes.length === 0) return undefined;
  const counts = after(ask(moments({ columns: {}, by: [assignment.column, reachColumn] })), [reachFrom(exposed.end)]);
  const { groups } = yield* trigger ? within(counts, trigger.met) : counts;
  const arms = [assignment.control, ...assignment.treatments];
  const longest = daysKept(outcomes);
  const reached = arms.map((arm) => {
    const days: number[] = [];
    for (const { key, moments: m } of groups) {
      if (key[0] !== arm || Number(key[1]) < 0) continue;
      const reach = Math.min(Number(key[1]), longest);
      days[reach] = (days[reach] ?? 0) + m.n;
    }
    return Array.from(days, (n) => n ?? 0);
  });
  return agesOf(reached);
}

/** Effects by the time since a unit's first row: of rows before they are brought to units, in a run of their own. */
export async function sinceExposure(
  protocol: Protocol,
  exposed: LookedAt['exposed'],
  ages: Ages | undefined,
  options: AnswerOptions,
): Promise<readonly Answer[]> {
  const { assignment, trigger } = protocol;
  if (!assignment || !exposed || !ages) return [];
  const outcomes = outcomesIn(protocol);
  // Rows are brought to their units once for all rounds.
  const units = await exposed.units(Object.assign({}, ...outcomes.map((outcome) => atAges(outcome, ages).totals))).kept(options);
  try {
    const asked = effectByExposure({ ...protocol, assignment }, outcomes, ages);
    return [await run(units, trigger ? within(asked, trigger.met) : asked, options)];
  } finally {
    units.close();
  }
}

/** The log of an outcome that takes time to show holds what happened within that time: days after it are empty, and say nothing. */
const daysKept = (outcomes: readonly Outcome[]): number => Math.min(...outcomes.map(({ mature }) => (mature ? Math.floor(mature.after / day) : Infinity)));

const day = 86_400;

/** What the decision reads, in arms whose shares are the same in all blocks. */
function outcomesIn({ outcomes, blocks, assignment }: Protocol): readonly Outcome[] {
  if (blocks !== undefined && assignment?.shares === undefined) return [];
  return outcomes.filter((outcome) => (outcome.role === 'primary' || outcome.role === 'guardrail') && hasAges(outcome));
}
