import type { Random } from '../../math/random/stream.ts';
import {
  complaintWithout,
  draftsEffect,
  type Editor,
  entryDays,
  finishedWithout,
  followedDays,
  planShares,
  type ReviewParameters,
  sessionChance,
  type User,
} from './rules.ts';

const minutesADay = 1440;

/** A session, with what it would have had otherwise. */
export interface Session {
  /** Days since that of the first session. */
  readonly day: number;
  /** Minutes since users began to come in. */
  readonly at: number;
  readonly finished: (drafts: number, editor: Editor) => number;
  readonly minutes: (drafts: number) => number;
  readonly complaint: (drafts: number) => number;
  readonly cost: (drafts: number) => number;
}

export interface DrawnUser {
  readonly user: User;
  readonly cameAt: number;
  readonly drafts: number;
  readonly editor: Editor;
  readonly sessions: readonly Session[];
}

/** Takes the same number of draws whatever the parameters; what decides an outcome is the same with and without drafts, and with either editor. */
export function drawUser(random: Random, p: ReviewParameters): DrawnUser {
  const cameAt = random.integer(entryDays * minutesADay);
  const user = { along: random.uniform(), plan: planAt(random.uniform()), drive: random.uniform() };
  const drafts = random.integer(2);
  const editor = random.integer(2) === 0 ? 'old' : 'new';
  const sessions = Array.from({ length: followedDays }, (_, day) => drawSession(random, { user, cameAt, day, p })).flatMap((one) => one ?? []);
  return { user, cameAt, drafts, editor, sessions };
}

interface Drawn {
  readonly user: User;
  readonly cameAt: number;
  readonly day: number;
  readonly p: ReviewParameters;
}

function drawSession(random: Random, { user, cameAt, day, p }: Drawn): Session | undefined {
  const chance = sessionChance(user, day);
  const comes = random.uniform() < chance;
  const later = random.integer(minutesADay);
  const luck = random.uniform();
  const took = 4 + 6 * random.exponential();
  const temper = random.uniform();
  const spent = p.price * (0.5 + 0.5 * random.exponential());
  if (!comes) return undefined;
  return {
    day,
    at: cameAt + (day === 0 ? 0 : day * minutesADay + later),
    finished: (drafts, editor) => poisson(luck, (finishedWithout(user, editor) + drafts * draftsEffect(day, editor, p)) / chance),
    minutes: (drafts) => took + drafts * p.minutesEffect,
    complaint: (drafts) => (temper < complaintWithout + drafts * p.complaintEffect ? 1 : 0),
    cost: (drafts) => drafts * spent,
  };
}

const planAt = (uniform: number): number => (uniform < planShares[0] ? 0 : uniform < planShares[0] + planShares[1] ? 1 : 2);

/** A count with this mean, by inversion: the larger the mean, the larger the count. */
function poisson(uniform: number, mean: number): number {
  let [count, term] = [0, Math.exp(-mean)];
  for (let below = term; below < uniform && term > 0; below += term) term *= mean / ++count;
  return count;
}
