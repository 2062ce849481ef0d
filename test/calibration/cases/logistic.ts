import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { stream } from '../../../src/math/random/stream.ts';
import type { LogisticEffectDetails } from '../../../src/methods/arms/logistic/estimates.ts';
import { logisticEffect } from '../../../src/methods/arms/logistic/logistic-effect.ts';
import { oddsRatio } from '../../../src/methods/arms/risk-ratio/odds-ratio.ts';
import { below, coversIn, interval, lower, nominal, relative, type Scenario, smallSample, upper } from '../case.ts';
import type { Draws } from '../draws.ts';

const share = (x: number): number => 1 / (1 + Math.exp(-x));
const contrast = { outcome: 'y', assignment: 'z', control: 0 };
const onX = { ...contrast, adjust: ['x'] };

interface Rule {
  readonly n: number;
  readonly treated: number;
  /** Log odds of the outcome at a covariate, which is standard normal, in an arm. */
  readonly odds: (x: number, z: number) => number;
}

/** The mean of a function of a standard normal variable: the trapezoid rule is exact to rounding for it. */
function meanOverNormal(f: (x: number) => number): number {
  const step = 0.01;
  let sum = 0;
  for (let x = -10; x <= 10; x += step) sum += f(x) * Math.exp(-(x * x) / 2);
  return (sum * step) / Math.sqrt(2 * Math.PI);
}

function binary({ n, treated, odds }: Rule, start: number): Draws {
  const [p0, p1] = [0, 1].map((z) => meanOverNormal((x) => share(odds(x, z))));
  const truths: Readonly<Record<string, number>> = {
    effect: p1 - p0,
    relative: p1 / p0 - 1,
    'odds ratio': (p1 * (1 - p0)) / (p0 * (1 - p1)),
    'odds ratio at the same x': Math.exp(odds(0, 1) - odds(0, 0)),
  };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(start, replication);
      const x = Float64Array.from({ length: n }, () => random.normal());
      const z = x.map(() => random.bernoulli(treated));
      return fromColumns({ x, z, y: x.map((value, i) => random.bernoulli(share(odds(value, z[i])))) });
    },
  };
}

/** Arms drawn by cluster, or so many treated, whose units share what they are prone to. The effect of a unit is that of a typical cluster, averaged over clusters. */
function clustered(clusters: number, units: number, start: number, treated?: number): Draws {
  const odds = (u: number, z: number): number => -0.4 + 1.2 * u + 0.5 * z;
  const effect = meanOverNormal((u) => meanOverNormal((x) => share(odds(u, 1) + 0.8 * x) - share(odds(u, 0) + 0.8 * x)));
  return {
    truth: () => effect,
    rows: (replication) => {
      const random = stream(start, replication);
      const of = Array.from({ length: clusters }, (_, g) => ({ u: random.normal(), z: treated === undefined ? random.bernoulli(0.5) : Number(g < treated) }));
      const team = Float64Array.from({ length: clusters * units }, (_, i) => i % clusters);
      const x = team.map(() => random.normal());
      const z = team.map((g) => of[g].z);
      return fromColumns({ team, x, z, y: team.map((g, i) => random.bernoulli(share(odds(of[g].u, of[g].z) + 0.8 * x[i]))) });
    },
  };
}

const right: Rule = { n: 500, treated: 0.5, odds: (x, z) => -0.5 + 1.5 * x + 0.7 * z };
const uneven: Rule = { ...right, n: 600, treated: 0.25 };
const wrong: Rule = { n: 600, treated: 0.5, odds: (x, z) => -1 + x * x - 0.5 * x + z * (0.4 + x) };
/** A covariate that decides much in control and nothing under a treatment that few get: one slope for both is wrong for the few. */
const levelled: Rule = { n: 600, treated: 0.15, odds: (x, z) => (z === 1 ? 0.4 : 4 * x) };

/** Binary outcomes, adjusted by logistic regression. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'a binary outcome that follows a logistic model, 500 units',
    draws: binary(right, 4_100_000),
    asked: [
      {
        ask: () => logisticEffect(onX),
        checks: [
          interval('logistic-effect', 'effect'),
          lower('logistic-effect', 'effect'),
          upper('logistic-effect', 'effect'),
          relative('logistic-effect', 'relative'),
          {
            name: 'logistic-effect, odds ratio at the same covariate',
            truth: 'odds ratio at the same x',
            hit: coversIn((e) => (e.details as LogisticEffectDetails).oddsRatio),
            expected: nominal(),
          },
        ],
      },
      {
        ask: () => oddsRatio(contrast),
        checks: [interval('odds-ratio', 'odds ratio'), interval('odds-ratio, read as that at the same covariate', 'odds ratio at the same x', below(0.9))],
      },
    ],
  },
  {
    name: 'a binary outcome that follows a logistic model, 25 % of 600 units treated',
    draws: binary(uneven, 4_200_000),
    asked: [{ ask: () => logisticEffect(onX), checks: [interval('logistic-effect', 'effect'), relative('logistic-effect', 'relative')] }],
  },
  {
    name: 'a binary outcome that no logistic model with common slopes describes, 600 units',
    draws: binary(wrong, 4_300_000),
    asked: [{ ask: () => logisticEffect(onX), checks: [interval('logistic-effect', 'effect'), relative('logistic-effect', 'relative')] }],
  },
  {
    name: 'a covariate that decides a binary outcome in control only, 15 % of 600 units treated',
    draws: binary(levelled, 4_400_000),
    asked: [
      { ask: () => logisticEffect(onX), checks: [interval('logistic-effect', 'effect')] },
      { ask: () => logisticEffect({ ...onX, covariance: 'nonrobust' }), checks: [interval('logistic-effect, by the model', 'effect', below(0.95))] },
    ],
  },
  {
    name: 'a binary outcome in 80 clusters of 8 units, arms drawn by cluster',
    heavy: true,
    least: 2000,
    draws: clustered(80, 8, 4_500_000),
    asked: [
      { ask: () => logisticEffect({ ...onX, cluster: 'team' }), checks: [interval('logistic-effect, clustered', 'effect')] },
      { ask: () => logisticEffect(onX), checks: [interval('logistic-effect, clusters forgotten', 'effect', below(0.9))] },
    ],
  },
  {
    name: 'a binary outcome in 33 clusters of 20 units, 3 of them treated',
    heavy: true,
    least: 2000,
    draws: clustered(33, 20, 4_600_000, 3),
    asked: [
      { ask: () => logisticEffect({ ...onX, cluster: 'team' }), checks: [interval('logistic-effect, CR2 and its degrees of freedom', 'effect', smallSample)] },
      {
        ask: () => logisticEffect({ ...onX, cluster: 'team', covariance: 'CR1' }),
        checks: [interval('logistic-effect, CR1 and G - 1', 'effect', below(0.9))],
      },
    ],
  },
];
