import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { column } from '../expressions/build.ts';
import { stream } from '../math/random/stream.ts';
import { itt } from '../methods/arms/itt.ts';
import { powerOf } from '../power/power-of.ts';
import { plantEffect } from './plant-effect.ts';
import { simulatedPower } from './simulated-power.ts';

const n = 400;
const random = stream(20260901);
const normal = Float64Array.from({ length: n }, () => 10 + 2 * random.normal());
const binary = Float64Array.from({ length: n }, () => random.bernoulli(0.3));
const ask = () => itt({ outcome: 'y', assignment: 'z', control: 0 });
const spread = (values: Float64Array): number => {
  const mean = values.reduce((a, b) => a + b) / n;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
};

function simulate(values: Float64Array, effect: number, options: { share?: number; draws?: number } = {}) {
  const plant = plantEffect({ values, share: options.share ?? 0.5, effect, ...(options.draws !== undefined && { draws: options.draws }) });
  return simulatedPower({
    draw: (numbers) => {
      const { values: y, treated: z } = plant(numbers);
      return fromColumns({ y, z });
    },
    ask,
    replications: 800,
    seed: 7,
  });
}

/** Once in ten thousand a true power lies further away. */
const expectNear = (found: number, expected: number, replications = 800): void =>
  expect(Math.abs(found - expected)).toBeLessThan(3.9 * Math.sqrt((expected * (1 - expected)) / replications));

describe('simulated power', () => {
  it('at no effect is alpha', () => {
    expectNear(simulate(normal, 0).power, 0.05);
    expectNear(simulate(binary, 0, { draws: 1000 }).power, 0.05);
  });

  it('agrees with the closed form', () => {
    expectNear(
      simulate(normal, 0.5, { share: 0.3, draws: 600 }).power,
      powerOf({ outcome: { kind: 'mean', sd: spread(normal) }, shares: { treatment: 0.3, control: 0.7 } }, { units: 600, effect: 0.5 }),
    );
    const control = binary.reduce((a, b) => a + b) / n;
    for (const effect of [0.09, -0.09])
      expectNear(simulate(binary, effect, { draws: 800 }).power, powerOf({ outcome: { kind: 'proportion', control } }, { units: 800, effect }));
  });

  it('of clusters agrees with the design effect', () => {
    // Means of 40 clusters of 25: analysed alone, they are units of which each counts once.
    const [size, count, icc, effect] = [25, 40, 0.1, 0.35];
    const { power } = simulatedPower({
      draw: (numbers) => {
        const own = Float64Array.from({ length: count }, () => Math.sqrt(icc) * numbers.normal());
        const code = Float64Array.from({ length: size * count }, (_, i) => i % count);
        const z = code.map((c) => c % 2);
        const y = code.map((c, i) => own[c] + Math.sqrt(1 - icc) * numbers.normal() + effect * z[i]);
        const rows = fromColumns({ y, z, code });
        return rows.rollup(['code'], { y: { kind: 'mean', of: column('y') }, z: { kind: 'only', of: column('z') } });
      },
      ask,
      replications: 800,
      seed: 3,
    });
    expectNear(power, powerOf({ outcome: { kind: 'mean', sd: 1 }, clusters: { size, icc } }, { units: size * count, effect }));
  });
});
