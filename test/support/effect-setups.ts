import { type Random, stream } from '../../src/math/random/stream.ts';
import type { Features } from '../../src/models/features.ts';

/** Units of which the effect, the chance of treatment and the mean outcome are known. */
export interface EffectSample {
  readonly features: Features;
  readonly outcome: Float64Array;
  readonly treatment: Float64Array;
  readonly effect: Float64Array;
  readonly chance: Float64Array;
}

interface Setup {
  readonly columns: number;
  readonly units: number;
  readonly draw: (random: Random) => number;
  /** Baseline, chance, effect of a unit; its outcome is baseline + (treatment - 1/2) effect + standard normal noise. */
  readonly unit: (x: readonly number[]) => readonly [number, number, number];
}

const uniform = (random: Random): number => random.uniform();
const normal = (random: Random): number => random.normal();
const positive = (x: number): number => Math.max(x, 0);
const softplus = (x: number): number => Math.log1p(Math.exp(x));
const step = (u: number): number => 1 + 1 / (1 + Math.exp(-20 * (u - 1 / 3)));
/** The density of Beta(2, 4). */
const beta24 = (u: number): number => 20 * u * (1 - u) ** 3;
const sine = (x: readonly number[]): number => Math.sin(Math.PI * x[0] * x[1]);

/** Set-ups of Athey, Tibshirani & Wager (2019), section 6.2, with heterogeneity, without and with confounding; and A to D of Nie & Wager (2021), section 6.1. */
export const setups = {
  'atw-heterogeneous': { columns: 10, units: 800, draw: uniform, unit: (x) => [0, 0.5, step(x[0]) * step(x[1])] },
  'atw-confounded': { columns: 20, units: 1600, draw: uniform, unit: (x) => [2 * x[2] - 1, (1 + beta24(x[2])) / 4, step(x[0]) * step(x[1])] },
  'nw-a': {
    ...{ columns: 6, units: 1000, draw: uniform },
    unit: (x) => [sine(x) + 2 * (x[2] - 0.5) ** 2 + x[3] + 0.5 * x[4], Math.max(0.1, Math.min(sine(x), 0.9)), (x[0] + x[1]) / 2],
  },
  'nw-b': {
    ...{ columns: 6, units: 1000, draw: normal },
    unit: (x) => [Math.max(x[0] + x[1], x[2], 0) + positive(x[3] + x[4]), 0.5, x[0] + softplus(x[1])],
  },
  'nw-c': { columns: 12, units: 1000, draw: normal, unit: (x) => [2 * softplus(x[0] + x[1] + x[2]), 1 / (1 + Math.exp(x[1] + x[2])), 1] },
  'nw-d': {
    ...{ columns: 12, units: 1000, draw: normal },
    unit: (x) => [
      (positive(x[0] + x[1] + x[2]) + positive(x[3] + x[4])) / 2,
      1 / (1 + Math.exp(-x[0]) + Math.exp(-x[1])),
      positive(x[0] + x[1] + x[2]) - positive(x[3] + x[4]),
    ],
  },
} satisfies Record<string, Setup>;

export type SetupName = keyof typeof setups;

/** Draws units of a set-up: the same of the same seed, whatever their number. */
export function drawSetup(name: SetupName, seed: number, units = setups[name].units): EffectSample {
  const setup: Setup = setups[name];
  const random = stream(seed, Object.keys(setups).indexOf(name));
  const empty = (): Float64Array => new Float64Array(units);
  const columns = Array.from({ length: setup.columns }, (_, c) => ({ name: `x${c + 1}`, values: empty() }));
  const [outcome, treatment, effect, chance] = [empty(), empty(), empty(), empty()];
  for (let i = 0; i < units; i++) {
    const x = columns.map(() => setup.draw(random));
    for (const [c, column] of columns.entries()) column.values[i] = x[c];
    const [baseline, own, moved] = setup.unit(x);
    treatment[i] = random.bernoulli(own);
    chance[i] = own;
    effect[i] = moved;
    outcome[i] = baseline + (treatment[i] - 0.5) * moved + random.normal();
  }
  return { features: { units, columns }, outcome, treatment, effect, chance };
}

/** Some of the units, for learning from the first and judging by the others. */
export function unitsOf(sample: EffectSample, from: number, to: number): EffectSample {
  const part = (values: Float64Array): Float64Array => values.slice(from, to);
  return {
    features: { units: to - from, columns: sample.features.columns.map((column) => ({ ...column, values: part(column.values) })) },
    ...{ outcome: part(sample.outcome), treatment: part(sample.treatment), effect: part(sample.effect), chance: part(sample.chance) },
  };
}
