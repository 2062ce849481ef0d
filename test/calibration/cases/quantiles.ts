import { type ArmFamily, simultaneously } from '../../../src/across/arms/simultaneous.ts';
import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import type { Estimate, Interval } from '../../../src/estimate/estimate.ts';
import { column } from '../../../src/expressions/build.ts';
import { normalQuantile } from '../../../src/math/distributions/normal.ts';
import { stream } from '../../../src/math/random/stream.ts';
import { quantileEffect } from '../../../src/methods/arms/quantile/quantile-effect.ts';
import {
  type Asked,
  atLeast,
  below,
  type Check,
  type Expected,
  interval,
  lower,
  nominal,
  relative,
  relativeUpper,
  type Scenario,
  shown,
  upper,
} from '../case.ts';
import type { Draws } from '../draws.ts';

interface Latencies {
  readonly control: number;
  readonly treatment: number;
  /** Mean of the logarithm of a treated unit's seconds, and its spread; control has 0 and 1. */
  readonly shift: number;
  readonly spread: number;
}

const truthsOf = (shift: number, spread: number): ((id: string) => number) => {
  const at = (p: number): readonly [number, number] => [Math.exp(shift + spread * normalQuantile(p)), Math.exp(normalQuantile(p))];
  return (id) => {
    const [one, zero] = at(Number(id.split('/')[1]));
    return id.startsWith('relative') ? one / zero - 1 : one - zero;
  };
};

/** Log-normal seconds in two arms of given sizes. */
function latencies({ control, treatment, shift, spread }: Latencies): Draws {
  return {
    truth: truthsOf(shift, spread),
    rows: (replication) => {
      const random = stream(8_000_000, replication);
      const z = Float64Array.from({ length: control + treatment }, (_, i) => (i < control ? 0 : 1));
      return fromColumns({ z, y: z.map((arm) => Math.exp(arm === 1 ? shift + spread * random.normal() : random.normal())) });
    },
  };
}

interface Services {
  readonly count: number;
  readonly treated: number;
  readonly icc: number;
  readonly shift: number;
}

/** The same in services of 2 to some 40 requests, whole services assigned: `icc` of the log is shared within a service. */
function services({ count, treated, icc, shift }: Services): Draws {
  return {
    truth: truthsOf(shift, 1),
    rows: (replication) => {
      const random = stream(9_000_000, replication);
      const [z, y, service]: [number[], number[], number[]] = [[], [], []];
      for (let g = 0; g < count; g++) {
        const size = 2 + Math.floor(-8 * Math.log(1 - random.uniform()));
        const own = Math.sqrt(icc) * random.normal();
        // Sizes are drawn alike, so which services are treated is as good as drawn.
        const arm = g < treated ? 1 : 0;
        for (let i = 0; i < size; i++) {
          z.push(arm);
          service.push(g);
          y.push(Math.exp(arm * shift + own + Math.sqrt(1 - icc) * random.normal()));
        }
      }
      return fromColumns({ z: Float64Array.from(z), y: Float64Array.from(y), service: Float64Array.from(service) });
    },
  };
}

/** Four arms of unequal sizes that differ in nothing. */
const fourServers: Draws = {
  truth: () => 0,
  rows: (replication) => {
    const random = stream(11_000_000, replication);
    const z = Float64Array.from({ length: 2000 }, () => [0, 0, 1, 2, 3][random.integer(5)]);
    return fromColumns({ z, y: z.map(() => Math.exp(random.normal())) });
  },
};

/** Correlated as the means of the column are: what the contrasts share is the control arm. */
const servers: ArmFamily = {
  assignment: 'z',
  arms: ['0', '1', '2', '3'],
  outcomes: [{ name: 'y', measure: column('y') }],
  covariates: [],
  slopes: 'by-arm',
  comparisons: 'control',
  level: 0.95,
  boundsLevel: 0.95,
  seed: 1,
};

const allHoldNothing =
  (of: (e: Estimate) => Interval): Check['hit'] =>
  ({ estimates }) =>
    estimates.every((e) => of(e).pieces.some(({ low = -Infinity, high = Infinity }) => low <= 0 && 0 <= high));

/** Whole seconds, most of them 0 to 3: many units have the very median. */
function wholeSeconds(n: number): Draws {
  return {
    truth: () => 0,
    rows: (replication) => {
      const random = stream(10_000_000, replication);
      const z = Float64Array.from({ length: n }, (_, i) => i % 2);
      return fromColumns({ z, y: z.map((arm) => Math.floor(Math.exp(0.4 + 0.05 * arm + 0.7 * random.normal()))) });
    },
  };
}

const contrast = { outcome: 'y', assignment: 'z', control: 0 };

const all = (quantile: number, expected: Expected = nominal()): Asked => {
  const name = `p${100 * quantile}`;
  const [effect, lift] = [`effect/${quantile}`, `relative/${quantile}`];
  return {
    ask: () => quantileEffect({ ...contrast, quantile }),
    checks: [
      interval(name, effect, expected),
      lower(name, effect, expected),
      upper(name, effect, expected),
      relative(name, lift, expected),
      relativeUpper(name, lift, expected),
    ],
  };
};

/** Quantiles by Woodruff's limits, added as squares. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'quantiles of log-normal seconds, 20 % slower and wider, arms of 600 and 1,400',
    draws: latencies({ control: 600, treatment: 1400, shift: Math.log(1.2), spread: 1.2 }),
    asked: [all(0.5), all(0.95)],
  },
  {
    name: 'quantiles of log-normal seconds, p99 of 2,000 units: ten beyond it in an arm',
    draws: latencies({ control: 1000, treatment: 1000, shift: 0.1, spread: 1 }),
    asked: [all(0.99, atLeast())],
  },
  {
    name: 'quantiles of log-normal seconds, no difference, arms of 60',
    draws: latencies({ control: 60, treatment: 60, shift: 0, spread: 1 }),
    asked: [all(0.5, atLeast()), all(0.85, atLeast())],
  },
  {
    name: 'quantiles in 100 services, unequal sizes, a fifth of the variance shared',
    heavy: true,
    least: 2000,
    draws: services({ count: 100, treated: 50, icc: 0.2, shift: Math.log(1.2) }),
    asked: [0.5, 0.9].flatMap((quantile): readonly Asked[] => [
      {
        ask: () => quantileEffect({ ...contrast, quantile, cluster: 'service' }),
        checks: [interval(`p${100 * quantile}`, `effect/${quantile}`, atLeast(0.94)), upper(`p${100 * quantile}`, `effect/${quantile}`, atLeast(0.94))],
      },
      {
        ask: () => quantileEffect({ ...contrast, quantile }),
        checks: [interval(`p${100 * quantile}, clusters ignored`, `effect/${quantile}`, below(0.9))],
      },
    ]),
  },
  {
    name: 'quantiles in 60 services, 12 of them treated',
    draws: services({ count: 60, treated: 12, icc: 0.2, shift: Math.log(1.2) }),
    asked: [0.5, 0.8].map((quantile) => ({
      ask: () => quantileEffect({ ...contrast, quantile, cluster: 'service' }),
      checks: [interval(`p${100 * quantile}`, `effect/${quantile}`, atLeast(0.93))],
    })),
  },
  {
    name: 'quantiles of log-normal seconds, three arms against control, held together',
    heavy: true,
    least: 2000,
    draws: fourServers,
    asked: [0.5, 0.95].map((quantile) => ({
      ask: () => simultaneously(servers, ({ control, treatments }, at) => quantileEffect({ ...contrast, quantile, control, treatments, ...at })),
      checks: [
        { name: `p${100 * quantile}, all intervals at once`, hit: allHoldNothing((e) => e.interval), expected: atLeast(0.94) },
        { name: `p${100 * quantile}, intervals each for itself`, hit: allHoldNothing((e) => e.pointwise!), expected: quantile === 0.5 ? below(0.95) : shown },
      ],
    })),
  },
  {
    name: 'quantiles of whole seconds, 400 units: a fifth and more have the median',
    draws: wholeSeconds(400),
    asked: [{ ask: () => quantileEffect({ ...contrast, quantile: 0.5 }), checks: [interval('p50', 'effect/0.5', atLeast())] }],
  },
];
