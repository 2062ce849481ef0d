import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

/** Four arms of unequal sizes and noise; effects of b, c and d against a on y and w, which share noise and depend on x. Truths `b/y`, `c/y` ... */
export function fourArms(n: number, effects: Readonly<Record<'b' | 'c' | 'd', number>>): Draws {
  const arms = ['a', 'b', 'c', 'd'] as const;
  const noise = { a: 1, b: 2, c: 0.6, d: 1.4 };
  return {
    truth: (id) => effects[id.split('/')[0] as 'b' | 'c' | 'd'],
    rows: (replication) => {
      const random = stream(4_100_000, replication);
      const [x, y, w] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      const z = Array.from({ length: n }, (_, i) => {
        const arm = arms[[0, 0, 0, 1, 2, 2, 3, 3, 3, 3][i % 10]];
        x[i] = random.normal();
        const effect = arm === 'a' ? 0 : effects[arm];
        const shared = random.normal();
        y[i] = effect * (1 + 0.5 * x[i]) + x[i] + noise[arm] * shared;
        w[i] = effect - x[i] + noise[arm] * (0.6 * shared + 0.8 * random.normal());
        return arm;
      });
      return fromColumns({ x, y, w, z });
    },
  };
}

/** Two arms and two columns of segments of unequal sizes: `g` with five values, `h` with two; the effect is the same 0.5 everywhere. */
export function segmented(n: number): Draws {
  return {
    truth: () => 0.5,
    rows: (replication) => {
      const random = stream(4_200_000, replication);
      const [z, y] = [new Float64Array(n), new Float64Array(n)];
      const g = Array.from({ length: n }, () => 'uvwxy'[Math.min(4, Math.floor(8 * random.uniform() ** 2))]);
      const h = Array.from({ length: n }, (_, i) => {
        z[i] = random.bernoulli(0.5);
        y[i] = 0.5 * z[i] + (g[i] === 'u' ? 2 : 1) * random.normal();
        return random.bernoulli(0.3) === 1 ? 'new' : 'old';
      });
      return fromColumns({ z, y, g, h });
    },
  };
}
