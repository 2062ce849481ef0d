import type { Sample } from '../../src/inference/benefit/sample.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Features } from '../../src/models/features.ts';

/** The set-ups of Nie & Wager (2021), section 6: baseline, chance of treatment, and effect of a unit with these numbers. */
interface SetUp {
  readonly uniform?: true;
  readonly baseline: (x: Float64Array) => number;
  readonly chance: (x: Float64Array) => number;
  readonly effect: (x: Float64Array) => number;
}

const softplus = (x: number): number => Math.log(1 + Math.exp(x));
const between = (low: number, x: number, high: number): number => Math.max(low, Math.min(x, high));

const setUps = {
  A: {
    uniform: true,
    baseline: ([a, b, c, d, e]) => Math.sin(Math.PI * a * b) + 2 * (c - 0.5) ** 2 + d + 0.5 * e,
    chance: ([a, b]) => between(0.1, Math.sin(Math.PI * a * b), 0.9),
    effect: ([a, b]) => (a + b) / 2,
  },
  B: {
    baseline: ([a, b, c, d, e]) => Math.max(0, a + b, c) + Math.max(0, d + e),
    chance: () => 0.5,
    effect: ([a, b]) => a + softplus(b),
  },
  C: {
    baseline: ([a, b, c]) => 2 * softplus(a + b + c),
    chance: ([, b, c]) => 1 / (1 + Math.exp(b + c)),
    effect: () => 1,
  },
  D: {
    baseline: ([a, b, c, d, e]) => (Math.max(0, a + b + c) + Math.max(0, d + e)) / 2,
    chance: ([a, b]) => 1 / (1 + Math.exp(-a) + Math.exp(-b)),
    effect: ([a, b, c, d, e]) => Math.max(0, a + b + c) - Math.max(0, d + e),
  },
} satisfies Readonly<Record<string, SetUp>>;

export type SetUpName = keyof typeof setUps;

export interface DrawnSetUp {
  readonly sample: Sample;
  /** The effect of each unit. */
  readonly truth: Float64Array;
}

/** Units of a set-up with six numbers, as lines are learned of: their powers up to the third and their products. */
export function nieWager(name: SetUpName, units: number, noise: number, seed: number, replicate: number): DrawnSetUp {
  const { uniform, baseline, chance, effect }: SetUp = setUps[name];
  const random = stream(seed, replicate);
  const rows = Array.from({ length: units }, () => Float64Array.from({ length: 6 }, () => (uniform ? random.uniform() : random.normal())));
  const truth = Float64Array.from(rows, effect);
  const arm = Uint8Array.from(rows, (x) => random.bernoulli(chance(x)));
  const outcome = Float64Array.from(rows, (x, i) => baseline(x) + (arm[i] - 0.5) * truth[i] + noise * random.normal());
  return { sample: { features: powers(rows), outcome, arm, arms: 2 }, truth };
}

function powers(rows: readonly Float64Array[]): Features {
  const column = (name: string, of: (x: Float64Array) => number) => ({ name, values: Float64Array.from(rows, of) });
  const places = [0, 1, 2, 3, 4, 5];
  const columns = places.flatMap((j) => [
    ...[1, 2, 3].map((power) => column(`x${j}^${power}`, (x) => x[j] ** power)),
    ...places.filter((k) => k > j).map((k) => column(`x${j} x${k}`, (x) => x[j] * x[k])),
  ]);
  return { units: rows.length, columns };
}
