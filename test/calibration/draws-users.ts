import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

/** Requests of users who differ, served by two actions that are drawn by a known chance. Action a brings x more. Truths: `a above 0/y`, and `gain/y` over the log. */
export function usersRequests({ users, each }: { readonly users: number; readonly each: number }): Draws {
  // Of a standard normal x above zero the mean, times the chance of being there.
  const above = 1 / Math.sqrt(2 * Math.PI);
  const logged = 0.7 * above - 0.4 * above;
  const truths: Readonly<Record<string, number>> = { 'a above 0/y': above, 'gain/y': above - logged };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(8_100_000 + replication);
      const n = users * each;
      const [user, x, p, y] = Array.from({ length: 4 }, () => new Float64Array(n));
      const action: string[] = [];
      for (let u = 0; u < users; u++) {
        const own = random.normal();
        for (let i = u * each; i < (u + 1) * each; i++) {
          x[i] = random.normal();
          const chance = x[i] > 0 ? 0.7 : 0.4;
          const isA = random.uniform() < chance;
          action.push(isA ? 'a' : 'b');
          user[i] = u;
          p[i] = isA ? chance : 1 - chance;
          y[i] = own + (isA ? x[i] : 0) + 0.5 * random.normal();
        }
      }
      return fromColumns({ user, x, p, y, action });
    },
  };
}
