import type { Sample } from '../../src/inference/benefit/sample.ts';
import { stream } from '../../src/math/random/stream.ts';

/** Units with two numbers and a plan, of whom those with a larger first number choose treatments more often; the effect of arm k is k times (1 + second number). */
export function benefitSample(units: number, arms: number, seed: number): Sample {
  const random = stream(seed);
  const [a, b] = [0, 1].map(() => Float64Array.from({ length: units }, () => random.normal()));
  const plan = Float64Array.from({ length: units }, () => random.integer(3));
  const arm = Uint8Array.from(a, (x) => (random.uniform() < 1 / (1 + Math.exp(-x / 2)) ? 1 + random.integer(arms - 1) : 0));
  const outcome = Float64Array.from(arm, (k, i) => a[i] + plan[i] / 2 + k * (1 + b[i]) + random.normal());
  const columns = [
    { name: 'a', values: a },
    { name: 'b', values: b },
    { name: 'plan', values: plan, levels: ['free', 'plus', 'team'] },
  ];
  return { features: { units, columns }, outcome, arm, arms };
}

/** The same units at other places. */
export function reordered(sample: Sample, places: Int32Array): Sample {
  const { features, outcome, arm, arms, chances, clusters, weights } = sample;
  const at = (values: Float64Array): Float64Array => Float64Array.from(places, (i) => values[i]);
  return {
    features: { units: places.length, columns: features.columns.map((column) => ({ ...column, values: at(column.values) })) },
    outcome: at(outcome),
    arm: Uint8Array.from(places, (i) => arm[i]),
    arms,
    ...(chances && { chances: chances.map(at) }),
    ...(clusters && { clusters: Int32Array.from(places, (i) => clusters[i]) }),
    ...(weights && { weights: at(weights) }),
  };
}
