import { feedbackLoop } from '../../../src/diagnostics/feedback/feedback-loop.ts';
import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { normalGrid } from '../../../src/math/normal-grid.ts';
import { stream } from '../../../src/math/random/stream.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { populationEffect } from '../../../src/methods/randomized/served/population-effect.ts';
import { populationMean } from '../../../src/methods/randomized/served/population-mean.ts';
import { feedbackLoop as loop } from '../../../src/scenarios/feedback-loop/feedback-loop.ts';
import { type Asked, atLeast, below, type Check, type Expected, interval, nominal, type Scenario, shown, smallSample } from '../case.ts';
import type { Draws } from '../draws.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The built-in loop: its labels move its serving, so that requests of later periods depend on earlier ones. */
function loops(n: number): Draws {
  const truths = new Map(loop.truth().map(({ id, value }) => [id, value]));
  return {
    truth: (id) => truths.get(id)!,
    rows: (replication) => {
      const { columns } = loop.simulate({ n, seed: 11_000_000 + replication, requestsPerPeriod: n / 16 });
      return fromColumns({ ...columns, resolved: Array.from(columns.resolved as ArrayLike<number | undefined>, (y) => y ?? null) } as never);
    },
  };
}

/** Minutes that rise with x by 2, and an effect of 1 - x, where requests with high x are seldom served. */
function skewedServing(n: number, steepness: number, atZero = 0.5): Draws {
  const chance = (x: number): number => sigmoid(atZero - steepness * x);
  const { points, weights } = normalGrid(0.01);
  const served = points.map((x, i) => weights[i] * chance(x));
  const gap = served.reduce((sum, w, i) => sum + w * points[i], 0) / served.reduce((a, b) => a + b);
  const truths: Readonly<Record<string, number>> = { mean: 5.5, effect: 1, gap };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(12_000_000, replication);
      const x = Float64Array.from({ length: n }, () => random.normal());
      const z = x.map(() => random.bernoulli(0.5));
      const p = x.map(chance);
      const s = p.map((share) => random.bernoulli(share));
      const y = Array.from(x, (value, i) => (s[i] === 1 ? 5 + 2 * value + z[i] * (1 - value) + random.normal() : null));
      return fromColumns({ x, z, p, s, y });
    },
  };
}

/** Serving that walks at random from period to period, whatever labels say. */
function wanderings(requests: number): Draws {
  return {
    truth: () => Number.NaN,
    rows: (replication) => {
      const random = stream(13_000_000, replication);
      const [period, x, p]: [number[], number[], number[]] = [[], [], []];
      let strength = 0;
      for (let t = 0; t < 16; t++) {
        for (let i = 0; i < requests; i++) {
          const value = random.normal();
          period.push(t);
          x.push(value);
          p.push(sigmoid(0.8 + strength - 0.9 * value + 0.05 * random.normal()));
        }
        strength += 0.05 * random.normal();
      }
      return fromColumns({ period, x, p, s: p.map((share) => random.bernoulli(share)) });
    },
  };
}

/** The interval of the estimate whose id ends so. */
const ofEstimate = (name: string, suffix: string, truth: string, expected: Expected = nominal()): Check => ({
  name,
  truth,
  expected,
  hit: ({ estimates }, value) => {
    const [{ low, high }] = estimates.find(({ id }) => id.endsWith(suffix))!.interval.pieces;
    return low! <= value && value <= high!;
  },
});

/** The effect by what the labels alone show of its error. */
const byLabelsAlone = (name: string, expected: Expected): Check => ({
  name: `${name}, by what labels show`,
  truth: 'effect',
  expected,
  hit: ({ estimates: [{ value, standardError, interval: of, details }] }, truth) => {
    const unseen = (details as { arms: readonly { unseen: number }[] }).arms.reduce((sum, arm) => sum + arm.unseen, 0);
    return Math.abs(value - truth) <= (of.pieces[0].high! - value) * Math.sqrt(1 - unseen / standardError! ** 2);
  },
});

const gapCovers = ({ exhibits }: Answer, truth: number): boolean => {
  const { gap, gapError } = exhibits.find((e) => e.id === 'labelled-gaps')!.columns;
  return Math.abs((gap[0] as number) - truth) <= 1.959964 * (gapError[0] as number);
};

const means = (options: Parameters<typeof populationMean>[0], truth: string, augmented: boolean): Asked => ({
  ask: () => populationMean(options),
  checks: [
    ofEstimate('population-mean, weighted', `:${options.outcome}`, truth),
    ...(augmented ? [ofEstimate('population-mean, augmented', ':augmented', truth)] : []),
    ofEstimate('mean of labels (negative control)', ':labelled', truth, below(0.95)),
  ],
});

const effects = (options: Parameters<typeof populationEffect>[0], truth: string): Asked => ({
  ask: () => populationEffect(options),
  checks: [interval('population-effect', truth)],
});

const inLoop = { outcome: 'resolved', served: 'served', contexts: ['difficulty'] };
const byPrompt = { assignment: 'new_prompt', control: 0 };
const skewed = { outcome: 'y', served: 's', contexts: ['x'] };
const byArm = { assignment: 'z', control: 0 };

export const scenarios: readonly Scenario[] = [
  {
    name: 'the built-in feedback loop, 2,400 requests, logged chances',
    heavy: true,
    least: 400,
    draws: loops(2400),
    asked: [
      means({ ...inLoop, probability: 'served_chance' }, 'mean/resolved', true),
      effects({ ...inLoop, ...byPrompt, probability: 'served_chance' }, 'itt/resolved'),
    ],
  },
  {
    name: 'the built-in feedback loop, 2,400 requests, estimated chances',
    heavy: true,
    least: 400,
    draws: loops(2400),
    asked: [means({ ...inLoop, period: 'period' }, 'mean/resolved', false), effects({ ...inLoop, ...byPrompt, period: 'period' }, 'itt/resolved')],
  },
  {
    name: 'effects that fall with what is seldom served, 1,000 requests',
    heavy: true,
    least: 2000,
    draws: skewedServing(1000, 0.8),
    asked: [
      means({ ...skewed, probability: 'p' }, 'mean', true),
      effects({ ...skewed, ...byArm, probability: 'p' }, 'effect'),
      effects({ ...skewed, ...byArm }, 'effect'),
      { ask: () => itt({ outcome: 'y', ...byArm }), checks: [interval('itt among labelled (negative control)', 'effect', below(0.95))] },
      {
        ask: () => feedbackLoop({ served: 's', probability: 'p', contexts: ['x'] }),
        checks: [{ name: 'gap between labelled and all', truth: 'gap', hit: gapCovers, expected: nominal() }],
      },
    ],
  },
  ...(
    [
      [61, 0.8, 0.5, shown],
      [59, 1.5, 0.5, shown],
      [29, 0.8, -1, shown],
      [33, 1.5, -1, below(0.95)],
    ] as const
  ).map(([share, steepness, atZero, byLabels]): Scenario => {
    const asked = (name: string, options: object): Asked => ({
      ask: () => populationEffect({ ...skewed, ...byArm, ...options }),
      checks: [interval(name, 'effect', smallSample), byLabelsAlone(name, byLabels)],
    });
    return {
      name: `400 requests of which ${share} % are served, by log-odds that fall by ${steepness} a standard deviation`,
      draws: skewedServing(400, steepness, atZero),
      heavy: true,
      least: 2000,
      asked: [asked('population-effect, logged chances', { probability: 'p' }), asked('population-effect, estimated chances', {})],
    };
  }),
  {
    name: 'serving that walks at random, 16 periods of 100 requests',
    draws: wanderings(100),
    asked: [
      {
        ask: () => feedbackLoop({ served: 's', period: 'period', probability: 'p', contexts: ['x'] }),
        checks: [
          {
            name: 'no feedback loop is found',
            hit: ({ findings }) => findings.find((f) => f.check === 'feedback-loop')?.verdict !== 'warn',
            expected: atLeast(0.99),
          },
        ],
      },
    ],
  },
];
