import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

interface Benefit {
  readonly n: number;
  /** By how much the effect rises with each standard deviation of x. */
  readonly slope: number;
  /** Share of treated units. */
  readonly share?: number;
  /** Rows of a cluster, of which one arm has all: they share a level. */
  readonly size?: number;
  /** Chance of an event without treatment; the outcome is then one of 0 and 1. */
  readonly rate?: number;
  /** How strongly x draws units to the treatment, which nobody draws for them. */
  readonly pull?: number;
}

/** Units with an effect of 0.2 + slope x in y, a second column that tells nothing, and a third of levels. Truths: `slope`. */
export function benefits({ n, slope, share = 0.5, size = 1, rate, pull = 0 }: Benefit): Draws {
  return {
    truth: () => slope,
    rows: (replication) => {
      const random = stream(20_300_000, replication);
      const rows = Array.from({ length: Math.ceil(n / size) }, (_, cluster) => {
        const level = size > 1 ? 0.5 * random.normal() : 0;
        const drawn = random.bernoulli(share);
        return Array.from({ length: size }, () => {
          const [x, w] = [random.normal(), random.normal()];
          const z = pull === 0 ? drawn : random.bernoulli(1 / (1 + Math.exp(-pull * x)));
          const mean = x + level + z * (0.2 + slope * x);
          const y = rate === undefined ? mean + random.normal() : random.bernoulli(rate * (1 + 0.5 * Math.tanh(x)));
          return { x, w, g: 'abc'[random.integer(3)], z, y, cluster };
        });
      }).flat();
      const numbers = ['x', 'w', 'z', 'y', 'cluster'] as const;
      return fromColumns({
        ...Object.fromEntries(numbers.map((name) => [name, Float64Array.from(rows, (row) => row[name])])),
        g: rows.map(({ g }) => g),
      });
    },
  };
}
