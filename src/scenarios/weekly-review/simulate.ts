import { stream } from '../../math/random/stream.ts';
import type { Simulation } from '../scenario.ts';
import { tabulate } from '../tabulate.ts';
import { type DrawnUser, drawUser, type Session } from './draw-user.ts';
import { type Editor, followedDays, plans, type ReviewParameters, tenureDays } from './rules.ts';
import { populationTruth, reviewTruths } from './truth.ts';

/** Sessions of one user after the other; the last may be cut short. */
export function* simulateReview(n: number, seed: number, parameters: ReviewParameters, size: number): Simulation {
  const random = stream(seed);
  const tally = reviewTally();
  let users = 0;
  let drawn: DrawnUser | undefined;
  let left: readonly Session[] = [];
  yield* tabulate(n, size, () => {
    if (left.length === 0) {
      drawn = drawUser(random, parameters);
      left = drawn.sessions;
      tally.add(drawn);
      users += 1;
    }
    const { user, cameAt, drafts, editor } = drawn!;
    const [session, ...rest] = left;
    left = rest;
    return {
      user_id: `U${String(users).padStart(6, '0')}`,
      came_at: momentAt(cameAt),
      session_at: momentAt(session.at),
      drafts,
      editor,
      plan: plans[user.plan],
      tenure_days: tenureDays(user.along),
      finished: session.finished(drafts, editor),
      minutes: session.minutes(drafts),
      complaint: session.complaint(drafts),
      cost_usd: session.cost(drafts),
    };
  });
  return {
    integers: ['drafts', 'tenure_days', 'finished', 'complaint'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: tally.truths(),
    },
  };
}

/** Means over drawn users whose outcomes with and without drafts are both known. */
function reviewTally() {
  const finished = new Float64Array(followedDays);
  const byEditor = { old: 0, new: 0 };
  let [users, minutes, complaint, cost] = [0, 0, 0, 0];
  return {
    add({ sessions, editor }: DrawnUser): void {
      users += 1;
      const gain = (of: (drafts: number) => number): number => of(1) - of(0);
      const added = (session: Session, one: Editor): number => gain((drafts) => session.finished(drafts, one));
      for (const session of sessions) {
        finished[session.day] += added(session, editor);
        byEditor.old += added(session, 'old');
        byEditor.new += added(session, 'new');
        minutes += gain(session.minutes) / sessions.length;
        cost += gain(session.cost);
      }
      complaint += gain((drafts) => Math.max(...sessions.map((session) => session.complaint(drafts))));
    },
    truths: () =>
      reviewTruths({
        finished: finished.map((sum) => sum / users),
        byEditor: { old: byEditor.old / users, new: byEditor.new / users },
        minutes: minutes / users,
        complaint: complaint / users,
        cost: cost / users,
      }),
  };
}

const two = (number: number): string => String(number).padStart(2, '0');

/** So many minutes after Monday, 7 September 2026, in UTC. */
function momentAt(minutes: number): string {
  const date = 7 + Math.floor(minutes / 1440);
  const [month, day] = date <= 30 ? [9, date] : [10, date - 30];
  return `2026-${two(month)}-${two(day)} ${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}:00`;
}
