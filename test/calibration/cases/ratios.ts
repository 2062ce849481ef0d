import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { call, column, winsorized } from '../../../src/expressions/build.ts';
import { waldInference } from '../../../src/inference/wald.ts';
import { type Random, stream } from '../../../src/math/random/stream.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { type RatioDetails, ratioEffect } from '../../../src/methods/arms/ratio/ratio-effect.ts';
import { ask } from '../../../src/relation/asking.ts';
import { quantiles } from '../../../src/relation/requests.ts';
import {
  atLeast,
  below,
  covers,
  coversIn,
  type Expected,
  interval,
  lower,
  nominal,
  relative,
  relativeUpper,
  type Scenario,
  shown,
  smallSample,
  upper,
} from '../case.ts';
import type { Draws } from '../draws.ts';

interface Sessions {
  readonly users: number;
  /** Sessions of a treated user over those of a control user. */
  readonly more: number;
  /** Conversions a session in either arm, of a light user; heavy users convert twice as often. */
  readonly control: number;
  readonly treatment: number;
}

const meanHeavy = 20;
const heavyShare = 0.1;

/** Users with few sessions, and one in ten with many: conversions cluster in users. Sessions in an arm are Poisson. */
function heavyUsers({ users, more, control, treatment }: Sessions): Draws {
  const sessions = 2 * (1 - heavyShare) + meanHeavy * heavyShare;
  const rate = (light: number): number => (light * (2 * (1 - heavyShare)) + 2 * light * meanHeavy * heavyShare) / sessions;
  const truths: Readonly<Record<string, number>> = {
    ratio: rate(treatment) - rate(control),
    relative: treatment / control - 1,
    numerator: sessions * (more * rate(treatment) - rate(control)),
    denominator: sessions * (more - 1),
  };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(5_000_000, replication);
      const [z, conversions, count] = [new Float64Array(users), new Float64Array(users), new Float64Array(users)];
      for (let i = 0; i < users; i++) {
        z[i] = random.bernoulli(0.5);
        const heavy = random.bernoulli(heavyShare) === 1;
        count[i] = poisson((heavy ? meanHeavy : 2) * (z[i] === 1 ? more : 1), () => random.uniform());
        const p = (heavy ? 2 : 1) * (z[i] === 1 ? treatment : control) * (random.bernoulli(0.5) === 1 ? 1.6 : 0.4);
        for (let s = 0; s < count[i]; s++) conversions[i] += random.bernoulli(p);
      }
      return fromColumns({ z, conversions, sessions: count });
    },
  };
}

/** Units of which few have any of the denominator, or few have nearly all; the ratio is the same in both arms. */
function fewHold(units: number, treated: number, amount: (random: Random) => number, start: number): Draws {
  return {
    truth: () => 0,
    rows: (replication) => {
      const random = stream(start, replication);
      const z = Float64Array.from({ length: units }, (_, i) => Number(i < units * treated));
      const sessions = z.map(() => amount(random));
      return fromColumns({ z, sessions, conversions: sessions.map((x) => x * (0.3 + 0.1 * random.normal())) });
    },
  };
}

const perSession = { outcome: 'conversions a session', numerator: 'conversions', denominator: 'sessions', assignment: 'z', control: 0 };
const fewUnits = (old: Expected): Scenario['asked'] => [
  { ask: () => ratioEffect(perSession), checks: [interval('ratio-effect', 'ratio', smallSample)] },
  { ask: () => ratioEffect({ ...perSession, covariance: 'totals' }), checks: [interval('ratio-effect, the delta method as it is', 'ratio', old)] },
];

/** Knuth's count of uniforms; fine for small means. */
function poisson(mean: number, uniform: () => number): number {
  const limit = Math.exp(-mean);
  let k = 0;
  for (let product = uniform(); product > limit; product *= uniform()) k++;
  return k;
}

/** Two log-normal arms: control has median exp(0), treatment exp(shift) and another spread. */
function skewed(n: number, shift: number, spread: number): Draws {
  const limits = { low: quantileOfPool(0.02, shift, spread), high: quantileOfPool(0.95, shift, spread) };
  const capped = (mean: number, sd: number): number => meanCapped(mean, sd, limits.low, limits.high);
  return {
    truth: (id) => (id === 'log' ? shift : capped(shift, spread) - capped(0, 1)),
    rows: (replication) => {
      const random = stream(6_000_000, replication);
      const z = Float64Array.from({ length: n }, () => random.bernoulli(0.5));
      return fromColumns({ z, y: z.map((arm) => Math.exp(arm === 1 ? shift + spread * random.normal() : random.normal())) });
    },
  };
}

/** Distribution function of the normal, by Simpson's rule from far out: truths need no more than ten digits. */
function normalShare(x: number): number {
  return simpson((t) => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI), Math.min(-12, x - 1), x);
}

function quantileOfPool(share: number, shift: number, spread: number): number {
  let [low, high] = [-10, 10];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if ((normalShare(middle) + normalShare((middle - shift) / spread)) / 2 < share) low = middle;
    else high = middle;
  }
  return Math.exp(low);
}

function meanCapped(mean: number, sd: number, low: number, high: number): number {
  const [a, b] = [(Math.log(low) - mean) / sd, (Math.log(high) - mean) / sd];
  const inside = simpson((t) => (Math.exp(mean + sd * t) * Math.exp((-t * t) / 2)) / Math.sqrt(2 * Math.PI), a, b);
  return low * normalShare(a) + inside + high * (1 - normalShare(b));
}

function simpson(f: (t: number) => number, from: number, to: number, parts = 2000): number {
  const h = (to - from) / parts;
  let sum = f(from) + f(to);
  for (let i = 1; i < parts; i++) sum += (i % 2 === 0 ? 2 : 4) * f(from + i * h);
  return (sum * h) / 3;
}

/** Control mean of two standard errors: Fieller's set is often not bounded. */
function weakControl(n: number): Draws {
  return {
    truth: () => 1,
    rows: (replication) => {
      const random = stream(7_000_000, replication);
      const z = Float64Array.from({ length: n }, (_, i) => i % 2);
      const level = 2 * Math.sqrt(2 / n);
      return fromColumns({ z, y: z.map((arm) => level * (1 + arm) + random.normal()) });
    },
  };
}

const ofSessions = { outcome: 'conversion', numerator: 'conversions', denominator: 'sessions', assignment: 'z', control: 0 };
const contrast = { outcome: 'y', assignment: 'z', control: 0 };

const ratio = (level: Partial<{ naive: true }> = {}): Scenario['asked'][number] => ({
  ask: () => ratioEffect(ofSessions),
  checks: [
    interval('ratio-effect', 'ratio'),
    lower('ratio-effect', 'ratio'),
    upper('ratio-effect', 'ratio'),
    relative('ratio-effect', 'relative'),
    relativeUpper('ratio-effect', 'relative'),
    {
      name: 'its numerator',
      truth: 'numerator',
      hit: coversIn((e) => (e.details as RatioDetails).numerator.interval),
      expected: nominal(),
    },
    {
      name: 'its denominator',
      truth: 'denominator',
      hit: coversIn((e) => (e.details as RatioDetails).denominator.interval),
      expected: nominal(),
    },
    ...(level.naive
      ? [
          {
            name: 'sessions taken for independent units',
            truth: 'ratio',
            expected: below(0.9),
            hit: coversIn((e) => {
              const { ratios, denominator } = e.details as RatioDetails;
              const variance = (p: number, mean: number, n: number): number => (p * (1 - p)) / (mean * n);
              const { perArm } = e.sizes;
              const error = Math.sqrt(
                variance(ratios.treatment, denominator.treatment, perArm['1']) + variance(ratios.control, denominator.control, perArm['0']),
              );
              return waldInference(e.value, error, { kind: 'normal' }, { level: 0.95, boundsLevel: 0.95 }).interval.pieces[0];
            }),
          },
        ]
      : []),
  ],
});

/** Capped at quantiles of both arms together: covers the effect at the limits it found, and as good as that at those of the population when the arms have like tails. */
const cappedAtQuantiles = (shift: number, spread: number, population: Expected): Scenario['asked'][number] => ({
  *ask() {
    const reply = yield* ask(quantiles({ of: column('y'), at: [0.02, 0.95] }));
    const [low, high] = reply.groups[0].values;
    const answer = yield* itt({ ...contrast, measure: winsorized(column('y'), low, high) });
    return { ...answer, estimates: answer.estimates.map((e) => ({ ...e, details: { low, high } })) };
  },
  checks: [
    {
      name: 'itt capped at pooled quantiles, for the limits found',
      hit: (answer) => {
        const { low, high } = answer.estimates[0].details as { low: number; high: number };
        return covers(answer, meanCapped(shift, spread, low, high) - meanCapped(0, 1, low, high));
      },
      expected: nominal(),
    },
    interval('itt capped at pooled quantiles, for the limits of the population', 'capped', population),
  ],
});

/** Ratios of totals, and outcomes on other scales than the column's own. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'conversions a session, heavy users, 1,000 users',
    heavy: true,
    least: 2000,
    draws: heavyUsers({ users: 1000, more: 1, control: 0.1, treatment: 0.12 }),
    asked: [ratio({ naive: true })],
  },
  {
    name: 'log-normal sessions of spread 1.5, 50 of 1,000 users treated',
    heavy: true,
    least: 2000,
    draws: fewHold(1000, 0.05, (random) => Math.exp(1.5 * random.normal()), 5_100_000),
    asked: fewUnits(below(0.95)),
  },
  {
    name: 'one user in twenty has a session, 600 users',
    draws: fewHold(600, 0.5, (random) => poisson(0.05, () => random.uniform()), 5_200_000),
    asked: fewUnits(shown),
  },
  {
    name: 'conversions a session, treatment brings 20 % more sessions, 1,000 users',
    draws: heavyUsers({ users: 1000, more: 1.2, control: 0.1, treatment: 0.1 }),
    asked: [ratio()],
  },
  {
    name: 'log-normal minutes, 20 % longer in treatment, 2,000 units',
    draws: skewed(2000, Math.log(1.2), 1),
    asked: [
      { ask: () => itt({ ...contrast, measure: call('log', column('y')) }), checks: [interval('itt on the log', 'log')] },
      cappedAtQuantiles(Math.log(1.2), 1, nominal()),
    ],
  },
  {
    name: 'log-normal minutes with twice the log-spread in treatment, 2,000 units',
    draws: skewed(2000, 0, 2),
    // Limits that are estimated are part of the estimand: arms that differ much in their tails make that felt.
    asked: [cappedAtQuantiles(0, 2, below(0.95))],
  },
  {
    name: 'a control mean of two standard errors, 200 units',
    draws: weakControl(200),
    asked: [
      {
        ask: () => itt(contrast),
        checks: [
          {
            name: 'relative effect, the whole Fieller set',
            truth: 'relative',
            hit: ({ estimates: [e] }, truth) =>
              e.relative === undefined || e.relative.interval!.pieces.some(({ low = -Infinity, high = Infinity }) => low <= truth && truth <= high),
            expected: atLeast(),
          },
          {
            name: 'relative effect, by the delta method',
            truth: 'relative',
            hit: ({ estimates: [e] }, truth) => {
              if (!e.relative) return false;
              const { controlMean: m, value: r } = e.relative;
              const error = Math.sqrt((2 / 200) * (1 + (1 + r) ** 2)) / m;
              return Math.abs(r - truth) <= 1.96 * error;
            },
            expected: { kind: 'shown' },
          },
        ],
      },
    ],
  },
];
