import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

interface FewTreated {
  readonly n: number;
  readonly treated: number;
  readonly covariates: number;
  /** Standard deviation of the treated about their regression; that of the others is 1. */
  readonly deviation: number;
}

/** An effect of 1 on a few treated units; covariates `x0`, `x1` ... that predict the outcome. */
export function fewTreated({ n, treated, covariates, deviation }: FewTreated): Draws {
  return {
    truth: () => 1,
    rows: (replication) => {
      const random = stream(15_000_000, replication);
      const z = Float64Array.from({ length: n }, (_, i) => (i < treated ? 1 : 0));
      const x = Array.from({ length: covariates }, () => Float64Array.from(z, () => random.normal()));
      const y = z.map((arm, i) => x.reduce((sum, column) => sum + column[i], arm) + (arm === 1 ? deviation : 1) * random.normal());
      return fromColumns({ z, y, ...Object.fromEntries(x.map((column, j) => [`x${j}`, column])) });
    },
  };
}

/** Arms of these sizes that do not differ, the first being control; three covariates, of which the outcome takes two. */
export function unevenArms(sizes: readonly number[]): Draws {
  return {
    truth: () => 0,
    rows: (replication) => {
      const random = stream(15_100_000, replication);
      const z = sizes.flatMap((n, arm) => new Array<string>(n).fill(`a${arm}`));
      const [x0, x1, x2] = [0, 1, 2].map(() => Float64Array.from(z, () => random.normal()));
      return fromColumns({ z, x0, x1, x2, y: Float64Array.from(z, (_, i) => x0[i] - x1[i] + random.normal()) });
    },
  };
}

/** Clusters of these numbers whose sizes are lognormal (20 rows the median one, sigma 0.7): visits by row, spend a visit of 2 that differs by cluster. */
export function unevenClusters(treated: number, control: number): Draws {
  return {
    truth: () => 0,
    rows: (replication) => {
      const random = stream(15_200_000, replication);
      const rows = Array.from({ length: treated + control }, (_, g) => {
        const [size, level] = [Math.max(1, Math.round(20 * Math.exp(0.7 * random.normal()))), 2 + 0.3 * random.normal()];
        return Array.from({ length: size }, () => {
          const visits = 1 + random.integer(4);
          return { g: `g${g}`, z: g < treated ? 1 : 0, visits, spend: visits * (level + random.normal()) };
        });
      }).flat();
      return fromColumns({
        g: rows.map((row) => row.g),
        z: rows.map((row) => row.z),
        visits: rows.map((row) => row.visits),
        spend: rows.map((row) => row.spend),
      });
    },
  };
}
