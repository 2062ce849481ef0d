import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { normalCdf, normalDensity } from '../../../src/math/distributions/normal.ts';
import { type Random, stream } from '../../../src/math/random/stream.ts';
import type { TwoStageDetails } from '../../../src/methods/arms/two-stage/details.ts';
import type { JointTest } from '../../../src/methods/arms/two-stage/first-stage.ts';
import type { TwoStageOptions } from '../../../src/methods/arms/two-stage/options.ts';
import { twoStageLeastSquares } from '../../../src/methods/arms/two-stage/two-stage-least-squares.ts';
import { asTreated } from '../../../src/methods/randomized/as-treated.ts';
import type { ComplierDetails } from '../../../src/methods/randomized/complier-details.ts';
import { complierEffect } from '../../../src/methods/randomized/complier-effect.ts';
import { type Asked, atLeast, below, type Check, coversIn, type Expected, interval, nominal, type Scenario, shown } from '../case.ts';
import { type Draws, support } from '../draws.ts';

interface Design {
  readonly n: number;
  readonly instruments: number;
  /** Of each instrument on the treatment. */
  readonly strength: number;
  /** Standard deviation of the treatment's noise, beside hidden causes of one. */
  readonly own?: number;
  /** How much of what moves the treatment also moves the outcome. */
  readonly confounding: number;
  /** Standard deviation of the outcome's noise on a unit. */
  readonly spread?: (instrument: number) => number;
}

/** An effect of 1 of an amount that hidden causes move too. */
function amounts({ n, instruments, strength, confounding, own = 1, spread = () => 1 }: Design): Draws {
  const names = Array.from({ length: instruments }, (_, j) => `z${j}`);
  return {
    truth: () => 1,
    rows: (replication) => {
      const random = stream(7_000_000, replication);
      const z = names.map(() => normals(random, n));
      const [x, u] = [normals(random, n), normals(random, n)];
      const d = u.map((hidden, i) => z.reduce((sum, values) => sum + strength * values[i], 0) + 0.5 * x[i] + hidden + own * random.normal());
      const y = d.map((amount, i) => 2 + amount + x[i] + confounding * u[i] + spread(z[0][i]) * random.normal());
      return fromColumns({ y, d, x, ...Object.fromEntries(names.map((name, j) => [name, z[j]])) });
    },
  };
}

const normals = (random: Random, n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());

const [threshold, push] = [0.8, 1.6];
/** Compliers are those whose inclination lies between the thresholds without and with the push; x is half of it. */
const complierMean = (): number => {
  const [a, b] = [(threshold - push) / Math.SQRT2, threshold / Math.SQRT2];
  return (Math.SQRT2 * (normalDensity(a) - normalDensity(b))) / (normalCdf(b) - normalCdf(a)) / 2;
};

/** A feature used by those inclined to, more when offered; use is worth 1, the inclined fare better without it too. */
function offers(n: number): Draws {
  return {
    truth: (id) => (id === 'complier mean' ? complierMean() : 1),
    rows: (replication) => {
      const random = stream(8_000_000, replication);
      const [x, v] = [normals(random, n), normals(random, n)];
      const z = x.map(() => random.bernoulli(0.5));
      const d = x.map((value, i) => (value + v[i] > threshold - push * z[i] ? 1 : 0));
      const y = d.map((used, i) => used + x[i] + v[i] + random.normal());
      return fromColumns({ y, d, z, x });
    },
  };
}

/** Teams are given a feature or not; their members use it or not, and fare alike. */
function teams(count: number, size: number): Draws {
  return {
    truth: () => 1,
    rows: (replication) => {
      const random = stream(9_000_000, replication);
      const n = count * size;
      const [offered, shared] = [Float64Array.from({ length: count }, () => random.bernoulli(0.5)), normals(random, count)];
      const team = Float64Array.from({ length: n }, (_, i) => Math.floor(i / size));
      const [x, u] = [normals(random, n), normals(random, n)];
      const d = u.map((hidden, i) => 1.5 * offered[team[i]] + 0.3 * x[i] + hidden + random.normal());
      const y = d.map((amount, i) => amount + x[i] + 0.5 * u[i] + 0.8 * shared[team[i]] + random.normal());
      return fromColumns({ y, d, x, team, z0: team.map((t) => offered[t]) });
    },
  };
}

const details = ({ estimates: [e] }: Answer): TwoStageDetails => e.details as TwoStageDetails;
const wald = (name: string, truth: string, expected: Expected = nominal()): Check => ({
  name: `${name}, Wald`,
  truth,
  hit: coversIn((e) => (e.details as TwoStageDetails).wald),
  expected,
});
const quiet = (name: string, test: (d: TwoStageDetails) => JointTest | undefined): Check => ({
  name: `${name}, no alarm at 0.05`,
  hit: (answer) => test(details(answer))!.pValue >= 0.05,
  expected: nominal(),
});
const z = (count: number): readonly string[] => Array.from({ length: count }, (_, j) => `z${j}`);
const by = (instruments: readonly string[], more: Partial<TwoStageOptions> = {}) =>
  twoStageLeastSquares({ outcome: 'y', treatment: 'd', instruments, covariates: ['x'], ...more });

/** The set and Wald's interval beside it. */
const both = (name: string, count: number, set: Expected, ofWald: Expected, more: Partial<TwoStageOptions> = {}): Asked => ({
  ask: () => by(z(count), more),
  checks: [interval(`${name}, Anderson-Rubin`, 'effect', set), wald(name, 'effect', ofWald)],
});

const growing = (instrument: number): number => 0.3 + instrument * instrument;
const adjust = ['agent_experience', 'case_complexity', 'pre_period_resolution'];

/** Treatments that are not random, and what moves them. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a strong instrument, 400 units',
    heavy: true,
    least: 2000,
    draws: amounts({ n: 400, instruments: 1, strength: 0.7, confounding: 0.8 }),
    asked: [both('HC2', 1, nominal(), nominal()), both('nonrobust', 1, nominal(), nominal(), { covariance: 'nonrobust' })],
  },
  {
    name: 'a weak instrument, 200 units',
    draws: amounts({ n: 200, instruments: 1, strength: 0.05, own: 0.1, confounding: 4 }),
    asked: [both('HC2', 1, atLeast(), below(0.9))],
  },
  {
    name: 'eight weak instruments, 1,000 units',
    heavy: true,
    least: 400,
    draws: amounts({ n: 1000, instruments: 8, strength: 0.04, confounding: 2 }),
    asked: [both('HC2', 8, atLeast(), below(0.8)), both('nonrobust', 8, atLeast(), below(0.8), { covariance: 'nonrobust' })],
  },
  {
    name: 'noise that grows with the instrument, 500 units',
    heavy: true,
    least: 400,
    draws: amounts({ n: 500, instruments: 1, strength: 0.7, confounding: 0.5, spread: growing }),
    asked: [
      both('HC2', 1, nominal(), shown),
      both('HC3', 1, shown, shown, { covariance: 'HC3' }),
      both('nonrobust', 1, below(0.85), below(0.85), { covariance: 'nonrobust' }),
    ],
  },
  {
    name: 'three instruments that agree, and a treatment that is as good as random, 400 units',
    heavy: true,
    least: 400,
    draws: amounts({ n: 400, instruments: 3, strength: 0.4, confounding: 0 }),
    asked: [
      {
        ask: () => by(z(3)),
        checks: [
          interval('three instruments, Anderson-Rubin', 'effect'),
          wald('three instruments', 'effect'),
          quiet('over-identification, score', (d) => d.overIdentification?.score),
          quiet('over-identification, Sargan', (d) => d.overIdentification?.sargan),
          quiet('endogeneity, HC2', (d) => d.endogeneity?.robust),
          quiet('endogeneity, equal variances', (d) => d.endogeneity?.wuHausman),
        ],
      },
    ],
  },
  {
    name: 'a feature offered to half of 400 units',
    heavy: true,
    least: 400,
    draws: offers(400),
    asked: [
      {
        ask: () => twoStageLeastSquares({ outcome: 'y', treatment: 'd', assignment: 'z', covariates: ['x'] }),
        checks: [interval('two-stage, Anderson-Rubin', 'effect'), wald('two-stage', 'effect')],
      },
      {
        ask: () => complierEffect({ outcome: 'y', usage: 'd', assignment: 'z', control: 0, covariates: ['x'] }),
        checks: [
          interval('complier-effect', 'effect'),
          {
            name: 'mean among compliers',
            truth: 'complier mean',
            hit: coversIn((e) => {
              const [{ mean, standardError = 0 }] = (e.details as ComplierDetails).compliers!;
              return { low: mean - 1.96 * standardError, high: mean + 1.96 * standardError };
            }),
            expected: nominal(),
          },
        ],
      },
      { ask: () => asTreated({ outcome: 'y', usage: 'd', assignment: 'z' }), checks: [interval('as-treated', 'effect', below(0.5))] },
    ],
  },
  {
    name: 'a feature offered to half of 30 teams of 12',
    heavy: true,
    least: 400,
    draws: teams(30, 12),
    asked: [both('CR2', 1, nominal(), nominal(), { cluster: 'team' }), both('HC2', 1, below(0.85), below(0.85))],
  },
  {
    name: 'support rollout, 1,000 tickets, use by instrument with covariates',
    heavy: true,
    least: 400,
    draws: support(1000),
    asked: [
      {
        ask: () => twoStageLeastSquares({ outcome: 'resolved', treatment: 'used_ai', assignment: 'assigned_ai', covariates: adjust }),
        checks: [interval('two-stage, Anderson-Rubin', 'complier/resolved'), wald('two-stage', 'complier/resolved')],
      },
    ],
  },
];
