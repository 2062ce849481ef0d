import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

/**
 * A mediator m of the effect of z on y, which a covariate x moves too; slopes of m differ between arms, noise grows with x. With `hidden` something unseen
 * moves both m and y; with `treated` so many are, else half by chance.
 *
 * Model   m = z / 2 + x / 2 + h u + e; y = 0.3 z + 0.6 m + 0.4 z m + 0.5 x + h u + e', mean of x one: m is 1/2 without and 1 with the treatment.
 */
export function mediated(n: number, hidden = 0, treated?: number): Draws {
  const truths: Readonly<Record<string, number>> = {
    total: 1,
    direct: 0.5,
    indirect: 0.5,
    share: 0.5,
    'held at 1': 0.7,
    'indirect at control': 0.3,
    'indirect on average': 0.4,
  };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(6_200_000, replication);
      const [x, z, m, y] = Array.from({ length: 4 }, () => new Float64Array(n));
      for (let i = 0; i < n; i++) {
        x[i] = 1 + random.normal();
        z[i] = treated === undefined ? random.bernoulli(0.5) : Number(i < treated);
        const unseen = hidden * random.normal();
        m[i] = 0.5 * z[i] + 0.5 * x[i] + unseen + random.normal();
        y[i] = 0.3 * z[i] + 0.6 * m[i] + 0.4 * z[i] * m[i] + 0.5 * x[i] + unseen + (0.5 + 0.5 * Math.abs(x[i])) * random.normal();
      }
      return fromColumns({ x, z, m, y });
    },
  };
}

/**
 * Something after assignment, l, moves both the mediator and the outcome.
 *
 * Model   l = z + u; m = z / 2 + l / 2 + e; y = 0.2 z + 0.8 m + 0.6 l + u + e': with m held z acts by itself and through l, 0.2 + 0.6.
 */
export function intermediate(n: number): Draws {
  return {
    truth: () => 0.8,
    rows: (replication) => {
      const random = stream(6_300_000, replication);
      const [z, l, m, y] = Array.from({ length: 4 }, () => new Float64Array(n));
      for (let i = 0; i < n; i++) {
        z[i] = random.bernoulli(0.4);
        const unseen = random.normal();
        l[i] = z[i] + unseen + 0.5 * random.normal();
        m[i] = 0.5 * z[i] + 0.5 * l[i] + random.normal();
        y[i] = 0.2 * z[i] + 0.8 * m[i] + 0.6 * l[i] + unseen + random.normal();
      }
      return fromColumns({ z, l, m, y });
    },
  };
}

/** A hit or none, success or none, by shares alone: nothing beside them, so that linear regressions within arms hold exactly. */
export function hits(n: number): Draws {
  const hit = [0.4, 0.7];
  const success = [
    [0.5, 0.6],
    [0.45, 0.75],
  ];
  const mean = (arm: number, hitsOf: number): number => (1 - hit[hitsOf]) * success[arm][0] + hit[hitsOf] * success[arm][1];
  const truths: Readonly<Record<string, number>> = {
    total: mean(1, 1) - mean(0, 0),
    direct: mean(1, 0) - mean(0, 0),
    indirect: mean(1, 1) - mean(1, 0),
    'held at 1': success[1][1] - success[0][1],
  };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(6_400_000, replication);
      const [z, m, y] = Array.from({ length: 3 }, () => new Float64Array(n));
      for (let i = 0; i < n; i++) {
        z[i] = random.bernoulli(0.5);
        m[i] = random.bernoulli(hit[z[i]]);
        y[i] = random.bernoulli(success[z[i]][m[i]]);
      }
      return fromColumns({ z, m, y });
    },
  };
}

/** The mediator above, assigned by clusters of unequal sizes that share noise of mediator and of outcome. */
export function mediatedClusters(clusters: number): Draws {
  const truths: Readonly<Record<string, number>> = { total: 1, direct: 0.5, indirect: 0.5, 'held at 1': 0.7 };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(6_500_000, replication);
      const rows: Record<'x' | 'z' | 'm' | 'y' | 'team', number[]> = { x: [], z: [], m: [], y: [], team: [] };
      for (let team = 0; team < clusters; team++) {
        const [z, ofMediator, ofOutcome, size] = [team % 2, 0.5 * random.normal(), 0.7 * random.normal(), 5 + random.integer(11)];
        for (let i = 0; i < size; i++) {
          const x = 1 + random.normal();
          const m = 0.5 * z + 0.5 * x + ofMediator + random.normal();
          const y = 0.3 * z + 0.6 * m + 0.4 * z * m + 0.5 * x + ofOutcome + random.normal();
          for (const [name, value] of Object.entries({ x, z, m, y, team })) rows[name as 'x'].push(value);
        }
      }
      return fromColumns(Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, Float64Array.from(values)])));
    },
  };
}
