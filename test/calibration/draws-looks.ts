import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

/**
 * Units that come in one after the other, `came` from 0 to 1: an arm z for each, and w for each of `clusters` of them; x is known before. y has an effect that grows
 * with x, `rare` none, over / under a ratio with none, taken one on those who use it, in clusters yw with errors that are shared.
 */
export function inOrder(n: number, clusters = 30): Draws {
  const truths: Readonly<Record<string, number>> = { y: 0.3, rare: 0, ratio: 0, taken: 0.5, yw: 0.4, median: 0.3 };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(4_300_000, replication);
      const own = Float64Array.from({ length: clusters }, () => 0.4 * random.normal());
      const of = (value: (i: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => value(i));
      const z = of(() => random.bernoulli(0.4));
      const x = of(() => random.normal());
      const g = of(() => random.integer(clusters));
      const w = g.map((cluster) => cluster % 2);
      const under = of(() => 1 + random.exponential());
      const use = of((i) => (z[i] === 1 ? random.bernoulli(0.6) : 0));
      return fromColumns({
        came: of((i) => (i + 0.5) / n),
        z,
        x,
        w,
        g: Array.from(g, (cluster) => `g${cluster}`),
        y: of((i) => (0.3 + 0.3 * x[i]) * z[i] + x[i] + (1 + 0.5 * z[i]) * random.normal()),
        plain: of((i) => 0.3 * z[i] + random.normal()),
        rare: of(() => random.bernoulli(0.03)),
        over: under.map((value) => value + random.normal()),
        under,
        use,
        taken: of((i) => 0.5 * use[i] + 0.5 * x[i] + random.normal()),
        yw: of((i) => 0.4 * w[i] + own[g[i]] + random.normal()),
      });
    },
  };
}
