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

function simulate(values: Float64Array, effect: number, options: { share?: number; draws?: number; seed?: number } = {}) {
  const plant = plantEffect({ values, share: options.share ?? 0.5, effect, ...(options.draws !== undefined && { draws: options.draws }) });
  return simulatedPower({
    draw: (numbers) => {
      const { values: y, treated: z } = plant(numbers);
      return fromColumns({ y, z });
    },
    ask,
    replications: 800,
    seed: options.seed ?? 7,
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

  it('has the same bits with the same seed, and others with another', () => {
    expect(simulate(normal, 0.5)).toEqual(simulate(normal, 0.5));
    expect(simulate(normal, 0.5, { seed: 8 }).power).not.toBe(simulate(normal, 0.5).power);
  });

  it('counts refused studies as finding nothing, and reads intervals where there is no test', () => {
    const constant = simulatedPower({ draw: () => fromColumns({ y: [1, 1, 1, 1], z: [0, 0, 1, 1] }), ask, replications: 3, seed: 1 });
    expect(constant).toMatchObject({ power: 0, refused: 3 });
    const rare = fromColumns({
      y: Float64Array.from({ length: n }, (_, i) => (i < 9 || i > 250 ? 1 : 0)),
      z: Float64Array.from({ length: n }, (_, i) => (i < 200 ? 0 : 1)),
    });
    expect(simulatedPower({ draw: () => rare, ask, replications: 2, seed: 1 }).power).toBe(1);
  });

  it.each([
    ['replications is 0', { replications: 0 }],
    ['alpha is 1', { alpha: 1 }],
  ])('refuses: %s', (message, changes) => {
    expect(() => simulatedPower({ draw: () => fromColumns({}), ask, replications: 1, seed: 1, ...changes })).toThrow(message);
  });
});

describe('a planted effect', () => {
  it('keeps every unit once, and treats the share', () => {
    const { values, treated } = plantEffect({ values: normal, share: 0.25, effect: 3 })(stream(1));
    expect([...values.map((x, i) => x - 3 * treated[i])].map((x) => x.toFixed(9)).sort()).toEqual([...normal].map((x) => x.toFixed(9)).sort());
    expect(treated.reduce((a, b) => a + b)).toBe(100);
  });

  it('moves whole clusters, drawn again where more are asked for', () => {
    const clusters = Int32Array.from({ length: n }, (_, i) => Math.min(i % 23, 19));
    for (const draws of [undefined, 60]) {
      const { treated, clusters: codes } = plantEffect({ values: normal, clusters, share: 0.5, effect: 0, ...(draws !== undefined && { draws }) })(stream(2));
      const arms = new Map<number, Set<number>>();
      for (const [i, code] of codes.entries()) arms.set(code, (arms.get(code) ?? new Set()).add(treated[i]));
      expect(arms.size).toBe(draws ?? 20);
      expect([...arms.values()].every((seen) => seen.size === 1)).toBe(true);
      expect([...arms.values()].filter((seen) => seen.has(1)).length).toBe((draws ?? 20) / 2);
    }
  });

  it('flips a binary outcome by as much as is asked', () => {
    const plant = plantEffect({ values: binary, share: 0.5, effect: 0.2, draws: 100_000 });
    const { values, treated } = plant(stream(3));
    const mean = (arm: number): number => values.filter((_, i) => treated[i] === arm).reduce((a, b) => a + b) / 50_000;
    expect(mean(1) - mean(0)).toBeCloseTo(0.2, 1);
    expect(values.every((x) => x === 0 || x === 1)).toBe(true);
  });

  it.each([
    ['share is 1', { share: 1 }],
    ['draws is 3; it must be enough for two units or clusters an arm', { draws: 3 }],
    ['effect is 0.9; it must be one that leaves the share', { values: binary, effect: 0.9 }],
  ])('refuses: %s', (message, changes) => expect(() => plantEffect({ values: normal, share: 0.5, effect: 0.1, ...changes })).toThrow(message));
});
