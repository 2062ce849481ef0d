import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { normalGrid } from '../../src/math/normal-grid.ts';
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

const share = (x: number): number => 1 / (1 + Math.exp(-x));

/** Log-odds of the mediator (or its mean) by a constant, z and x; log-odds of the outcome by a constant, z, m, z m and x. */
export interface Curves {
  readonly mediator: readonly [number, number, number];
  readonly outcome: readonly [number, number, number, number, number];
  /** Does the mediator have normal errors? Else it is 0 or 1. */
  readonly normal?: true;
}

/** An outcome of 0 and 1 behind a mediator, both by logistic curves that a covariate moves too; the first `treated` units are treated. */
export function curved(n: number, treated: number, { mediator, outcome, normal }: Curves): Draws {
  const through = (z: number, x: number): number => mediator[0] + mediator[1] * z + mediator[2] * x;
  const success = (z: number, m: number, x: number): number => share(outcome[0] + outcome[1] * z + outcome[2] * m + outcome[3] * z * m + outcome[4] * x);
  const { points, weights } = normalGrid(0.05);
  const mean = (of: (x: number) => number): number => points.reduce((sum, x, i) => sum + weights[i] * of(x), 0) / weights.reduce((a, b) => a + b);
  const cell = (outcomes: number, mediators: number): number =>
    mean((x) => {
      const at = through(mediators, x);
      if (normal) return mean((error) => success(outcomes, at + error, x));
      return (1 - share(at)) * success(outcomes, 0, x) + share(at) * success(outcomes, 1, x);
    });
  const [none, moved, direct, both] = [cell(0, 0), cell(0, 1), cell(1, 0), cell(1, 1)];
  const truths: Readonly<Record<string, number>> = {
    total: both - none,
    direct: direct - none,
    indirect: both - direct,
    'indirect at control': moved - none,
    'indirect on average': (both - direct + moved - none) / 2,
  };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(6_600_000, replication);
      const [x, z, m, y] = Array.from({ length: 4 }, () => new Float64Array(n));
      for (let i = 0; i < n; i++) {
        x[i] = random.normal();
        z[i] = Number(i < treated);
        m[i] = normal ? through(z[i], x[i]) + random.normal() : random.bernoulli(share(through(z[i], x[i])));
        y[i] = random.bernoulli(success(z[i], m[i], x[i]));
      }
      return fromColumns({ x, z, m, y });
    },
  };
}

/** Hits and successes whose chances differ between clusters, alike for all arms. */
export function hitsInClusters(clusters: number): Draws {
  const [hit, success] = [
    [0.3, 0.6],
    [
      [0.3, 0.5],
      [0.35, 0.7],
    ],
  ];
  const mean = (arm: number, hitsOf: number): number => (1 - hit[hitsOf]) * success[arm][0] + hit[hitsOf] * success[arm][1];
  const truths: Readonly<Record<string, number>> = { total: mean(1, 1) - mean(0, 0), direct: mean(1, 0) - mean(0, 0), indirect: mean(1, 1) - mean(1, 0) };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(6_700_000, replication);
      const rows: Record<'z' | 'm' | 'y' | 'team', number[]> = { z: [], m: [], y: [], team: [] };
      for (let team = 0; team < clusters; team++) {
        const [z, size] = [team % 2, 10 + random.integer(21)];
        const [ofMediator, ofOutcome] = [0.25 * (2 * random.uniform() - 1), 0.25 * (2 * random.uniform() - 1)];
        for (let i = 0; i < size; i++) {
          const m = random.bernoulli(hit[z] + ofMediator);
          const y = random.bernoulli(success[z][m] + ofOutcome);
          for (const [name, value] of Object.entries({ z, m, y, team })) rows[name as 'z'].push(value);
        }
      }
      return fromColumns(Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, Float64Array.from(values)])));
    },
  };
}
