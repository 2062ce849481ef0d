import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

interface Clustered {
  readonly clusters: number;
  /** Of all clusters, drawn at random; each by the toss of a coin when absent. */
  readonly treated?: number;
  /** Share of the variance of outcome, covariate, usage and missingness that lies between clusters. */
  readonly icc: number;
  /** How much the effect, 1, changes with a unit of x. */
  readonly slope?: number;
  readonly level?: number;
}

/**
 * Clusters of very unequal sizes (4 to some 60 rows) that are assigned as a whole: team, arm z, covariate x, outcome y = level + x + effect of z, usage d that
 * z moves by 0.5 with an outcome v that only d moves by 2, a covariate w beside, and an outcome m that is lost by whole clusters' habits.
 */
export function clustered({ clusters, treated, icc, slope = 0, level = 0 }: Clustered): Draws {
  const [between, within] = [Math.sqrt(icc), Math.sqrt(1 - icc)];
  return {
    truth: (id) => ({ complier: 2, relative: 1 / level })[id] ?? 1,
    rows: (replication) => {
      const random = stream(4_000_000, replication);
      const arms = treated === undefined ? Array.from({ length: clusters }, () => random.bernoulli(0.5)) : drawn(random, clusters, treated);
      const columns: Record<'team' | 'z' | 'x' | 'w' | 'y' | 'd' | 'v', number[]> & { m: (number | null)[] } = {
        team: [],
        z: [],
        x: [],
        w: [],
        y: [],
        d: [],
        v: [],
        m: [],
      };
      for (const [team, z] of arms.entries()) {
        const size = 4 + Math.floor(-12 * Math.log(1 - random.uniform()));
        const own = Array.from({ length: 5 }, () => between * random.normal());
        for (let i = 0; i < size; i++) {
          const [x, w, e, f] = own.slice(0, 4).map((shared) => shared + within * random.normal());
          const d = random.bernoulli(Math.min(0.98, Math.max(0.02, 0.2 + 0.5 * z + 0.15 * own[4])));
          const y = level + x + z * (1 + slope * x) + e;
          const lost = random.bernoulli(Math.min(0.9, Math.max(0, 0.2 + 0.3 * own[3])));
          for (const [name, value] of Object.entries({ team, z, x, w, y, d, v: 2 * d + f, m: lost ? null : y }))
            (columns[name as 'm'] as (number | null)[]).push(value);
        }
      }
      return fromColumns(columns);
    },
  };
}

/** So many ones among the clusters, in random order. */
function drawn(random: Random, clusters: number, treated: number): readonly number[] {
  const order = Array.from({ length: clusters }, (_, g) => ({ g, at: random.uniform() })).sort((a, b) => a.at - b.at);
  const arms = new Array<number>(clusters).fill(0);
  for (const { g } of order.slice(0, treated)) arms[g] = 1;
  return arms;
}
