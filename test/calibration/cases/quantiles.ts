import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { normalQuantile } from '../../../src/math/distributions/normal.ts';
import { stream } from '../../../src/math/random/stream.ts';
import { quantileEffect } from '../../../src/methods/randomized/quantile/quantile-effect.ts';
import { type Asked, atLeast, below, type Expected, interval, lower, nominal, relative, relativeUpper, type Scenario, upper } from '../case.ts';
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

/** The same in services of 2 to some 40 requests, whole services assigned: `icc` of the log is shared within a service. */
function services({ count, icc, shift }: { readonly count: number; readonly icc: number; readonly shift: number }): Draws {
  return {
    truth: truthsOf(shift, 1),
    rows: (replication) => {
      const random = stream(9_000_000, replication);
      const [z, y, service]: [number[], number[], number[]] = [[], [], []];
      for (let g = 0; g < count; g++) {
        const size = 2 + Math.floor(-8 * Math.log(1 - random.uniform()));
        const own = Math.sqrt(icc) * random.normal();
        for (let i = 0; i < size; i++) {
          z.push(g % 2);
          service.push(g);
          y.push(Math.exp((g % 2) * shift + own + Math.sqrt(1 - icc) * random.normal()));
        }
      }
      return fromColumns({ z: Float64Array.from(z), y: Float64Array.from(y), service: Float64Array.from(service) });
    },
  };
}

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
    draws: services({ count: 100, icc: 0.2, shift: Math.log(1.2) }),
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
    name: 'quantiles of whole seconds, 400 units: a fifth and more have the median',
    draws: wholeSeconds(400),
    asked: [{ ask: () => quantileEffect({ ...contrast, quantile: 0.5 }), checks: [interval('p50', 'effect/0.5', atLeast())] }],
  },
];
