import { EstimandError } from '../../errors/estimand-error.ts';
import type { PlaceOf } from '../../protocol/design.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels, moments } from '../../relation/requests.ts';

/** Units that the launch leaves out. */
export interface LeftOutOfLaunch {
  readonly says: string;
  readonly units: number;
  /** Units in all arms, these among them, that are old enough for the primary outcome: planned sizes count everybody. */
  readonly everyone: number;
}

/** Errors  except-nobody, at the line that leaves them out. */
export function* leftOutOfLaunch({ except, assignment, outcomes }: Protocol, place: PlaceOf): Asking<LeftOutOfLaunch | undefined> {
  if (!except) return undefined;
  const columns = Object.keys(except.levels);
  const mature = outcomes.find(({ role }) => role === 'primary')?.mature;
  const [assigned, everybody, rest, seen] = yield* all([
    ask(moments({ columns: {}, ...(assignment && { by: [assignment.column] }), ...(mature && { where: mature.met }) })),
    ask(moments({ columns: {} })),
    ask(moments({ columns: {}, where: except.rest })),
    all(columns.map((of) => ask(levels({ of })))),
  ]);
  for (const [i, name] of columns.entries()) {
    const values = seen[i].groups.map(({ key: [level] }) => level);
    const nobody = except.levels[name].find((level) => !values.includes(level));
    if (nobody !== undefined) throw new EstimandError('except-nobody', { column: name, level: nobody, seen: values }, place(['decide', 'except', name]));
  }
  const count = (groups: typeof assigned.groups): number => groups.reduce((sum, { moments: m }) => sum + m.n, 0);
  return { says: except.says, units: count(everybody.groups) - count(rest.groups), everyone: count(assigned.groups) };
}
