import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { normalGrid } from '../../src/math/normal-grid.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

interface JudgedRequests {
  readonly n: number;
  /** Share of requests that people labelled. */
  readonly share: number;
  /** Labels of 0 and 1, and a judge that gives these. */
  readonly binary?: boolean;
  /** Audits rise with the judge's score, by a chance that is logged. */
  readonly active?: boolean;
  /** Requests come in users of so many at most, who are alike. */
  readonly users?: number;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const chanceOf = (x: number): number => 0.15 + 0.7 * sigmoid(x);

/**
 * Requests with a context x that actions a and b serve; a judge that is kinder to b, the more so the higher x, scores all of them, and people label a share.
 * Truths: `gain`, of b where x > 0 over the log, and `value` of that policy.
 */
export function judgedRequests({ n, share, binary = false, active = false, users }: JudgedRequests): Draws {
  const mean = (x: number, b: boolean): number => (binary ? sigmoid(-0.4 + 0.6 * x + (b ? 0.8 - 0.6 * x : 0)) : x + (b ? 0.5 + 0.5 * x : 0));
  const { points, weights } = normalGrid(0.002);
  const total = weights.reduce((a, b) => a + b);
  const worth = (b: (x: number) => number): number =>
    points.reduce((sum, x, i) => sum + weights[i] * (b(x) * mean(x, true) + (1 - b(x)) * mean(x, false)), 0) / total;
  const value = worth((x) => (x > 0 ? 1 : 0));
  const truths: Readonly<Record<string, number>> = { value, gain: value - worth(chanceOf) };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(7_400_000, replication);
      const [x, p, judge, sampling] = Array.from({ length: 4 }, () => new Float64Array(n));
      const user = new Array<string>(n);
      const human = new Array<number | undefined>(n);
      let [of, left, shared] = [0, 0, 0];
      const action = Array.from({ length: n }, (_, i) => {
        if (left === 0) {
          left = users === undefined ? 1 : 1 + random.integer(users);
          of++;
          shared = users === undefined ? 0 : random.normal();
        }
        left--;
        user[i] = `u${of}`;
        x[i] = users === undefined ? random.normal() : Math.sqrt(0.5) * (shared + random.normal());
        const b = random.bernoulli(chanceOf(x[i])) === 1;
        p[i] = b ? chanceOf(x[i]) : 1 - chanceOf(x[i]);
        const kind = b ? 0.4 + 0.5 * x[i] : 0;
        const label = binary ? random.bernoulli(mean(x[i], b)) : mean(x[i], b) + 0.5 * shared + random.normal();
        judge[i] = binary ? random.bernoulli(label === 1 ? 0.85 : 0.15 + (b ? 0.5 * sigmoid(2 * x[i]) : 0)) : 0.8 * label + kind + 0.5 * random.normal();
        sampling[i] = active ? share * (judge[i] > 0.5 ? 1.8 : 0.4) : share;
        human[i] = random.bernoulli(sampling[i]) === 1 ? label : undefined;
        return b ? 'b' : 'a';
      });
      return fromColumns({ action, x, p, judge, sampling, human, user });
    },
  };
}
