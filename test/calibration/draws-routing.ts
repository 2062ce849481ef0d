import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { loggedRouting } from '../../src/scenarios/logged-routing/logged-routing.ts';
import type { RoutingParameters } from '../../src/scenarios/logged-routing/rules.ts';
import type { Draws } from './draws.ts';

/** The simulated router: truths such as `new-policy/reward`, `gain/reward` and, from them, `relative/reward` and `human-gain/reward`. */
export function routedRequests(n: number, parameters: Partial<RoutingParameters> = {}): Draws {
  const truths = new Map(loggedRouting.truth(parameters).map(({ id, value }) => [id, value]));
  return {
    truth: (id) => {
      if (id === 'relative/reward') return truths.get('gain/reward')! / truths.get('logging-policy/reward')!;
      const alone = id.replace('-gain/', '/');
      return alone === id ? truths.get(id)! : truths.get(alone)! - truths.get('logging-policy/reward')!;
    },
    rows: (replication) => {
      const { request_id, ...columns } = loggedRouting.simulate({ n, seed: 7_000_000 + replication, ...parameters }).columns;
      return fromColumns(columns);
    },
  };
}

interface TwoActions {
  readonly n: number;
  /** Least chance of either action. */
  readonly floor: number;
  /** How much action b brings beyond a, which brings x: 1 + x^2, or nothing. */
  readonly effect?: boolean;
}

/**
 * Requests with a context x that two actions a and b serve; b is drawn with a chance that rises in x. Outcome y, where the linear reward model of b is wrong, and h of 0
 * and 1. `share`: of 20 draws by p. Truths: values of `b above 0/y`, `b above 0/h`, and of the gain over the log, `gain/y`, `gain/h`; `other gain/y` of `b up to 0`.
 */
export function twoActions({ n, floor, effect = true }: TwoActions): Draws {
  const chance = (x: number): number => floor + (1 - 2 * floor) * sigmoid(0.8 * x);
  const mean = {
    y: (x: number, b: boolean): number => (b && effect ? 1 + x * x : x),
    h: (x: number, b: boolean): number => (b ? sigmoid(0.8 - 0.5 * x) : sigmoid(-0.5 + x)),
  };
  const worth = (of: 'y' | 'h', b: (x: number) => number): number => overNormal((x) => b(x) * mean[of](x, true) + (1 - b(x)) * mean[of](x, false));
  const cut = (x: number): number => (x > 0 ? 1 : 0);
  const truths: Readonly<Record<string, number>> = {
    'b above 0/y': worth('y', cut),
    'b above 0/h': worth('h', cut),
    'gain/y': worth('y', cut) - worth('y', chance),
    'gain/h': worth('h', cut) - worth('h', chance),
    'other gain/y': worth('y', (x) => 1 - cut(x)) - worth('y', chance),
    'logged/h': worth('h', chance),
    'a/h': worth('h', () => 0),
    none: 0,
  };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(7_100_000, replication);
      const [x, y, h, pa, pb, p, half, share] = Array.from({ length: 8 }, () => new Float64Array(n));
      const shares = stream(7_150_000, replication);
      const action = Array.from({ length: n }, (_, i) => {
        x[i] = random.normal();
        pb[i] = chance(x[i]);
        pa[i] = 1 - pb[i];
        const b = random.bernoulli(pb[i]) === 1;
        p[i] = b ? pb[i] : pa[i];
        y[i] = mean.y(x[i], b) + random.normal();
        h[i] = random.bernoulli(mean.h(x[i], b));
        half[i] = random.bernoulli(0.5);
        for (let draw = 0; draw < 20; draw++) share[i] += shares.bernoulli(p[i]) / 20;
        return b ? 'b' : 'a';
      });
      return fromColumns({ action, x, y, h, pa, pb, p, half, share });
    },
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Mean over a standard normal, by Simpson's rule on either side of zero, where policies may jump. */
function overNormal(f: (x: number) => number): number {
  const density = (x: number): number => f(x) * Math.exp((-x * x) / 2);
  let sum = 0;
  for (const [from, to] of [
    [-10, -1e-12],
    [1e-12, 10],
  ]) {
    const steps = 4000;
    const width = (to - from) / steps;
    for (let i = 0; i <= steps; i++) sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * density(from + i * width) * (width / 3);
  }
  return sum / Math.sqrt(2 * Math.PI);
}

interface RareHarm {
  readonly n: number;
  /** Mean chance of action b, and by how much a standard deviation of x moves its logarithm. */
  readonly chance: number;
  readonly spread?: number;
  /** Chances of harm by action b, and by a. */
  readonly harm: readonly [b: number, a: number];
}

/** Requests of which few go to action b; harm does less the likelier b is. Truths: `gain/harm` of all to b over the log, and `b/harm`. */
export function rareHarm({ n, chance, spread = 0, harm: [one, zero] }: RareHarm): Draws {
  const drawn = (x: number): number => Math.min(0.9, chance * Math.exp(spread * x));
  const harmOf = (x: number): number => one * Math.exp(-spread * x - spread ** 2 / 2);
  const value = overNormal(harmOf);
  const logged = overNormal((x) => drawn(x) * harmOf(x) + (1 - drawn(x)) * zero);
  const truths: Readonly<Record<string, number>> = { 'gain/harm': value - logged, 'b/harm': value };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(7_200_000, replication);
      const [x, p, harm] = Array.from({ length: 3 }, () => new Float64Array(n));
      const action = Array.from({ length: n }, (_, i) => {
        x[i] = random.normal();
        const b = random.bernoulli(drawn(x[i])) === 1;
        p[i] = b ? drawn(x[i]) : 1 - drawn(x[i]);
        harm[i] = random.bernoulli(b ? Math.min(1, harmOf(x[i])) : zero);
        return b ? 'b' : 'a';
      });
      return fromColumns({ action, x, p, harm });
    },
  };
}

/**
 * Requests of two kinds, g of 0 and 1, that no reward model knows; action b is drawn for one of ten of the first and for every other one of the second, and brings `short`
 * less for the first. Truth: `gain/y` of all to b over the log.
 */
export function seldomDrawn({ n, short }: { readonly n: number; readonly short: number }): Draws {
  return {
    truth: () => -0.45 * short,
    rows: (replication) => {
      const random = stream(7_300_000, replication);
      const [p, y] = Array.from({ length: 2 }, () => new Float64Array(n));
      const action = Array.from({ length: n }, (_, i) => {
        const seldom = random.bernoulli(0.5) === 1;
        const chance = seldom ? 0.1 : 0.5;
        const b = random.bernoulli(chance) === 1;
        p[i] = b ? chance : 1 - chance;
        y[i] = random.normal() - (b && seldom ? short : 0);
        return b ? 'b' : 'a';
      });
      return fromColumns({ action, p, y });
    },
  };
}
