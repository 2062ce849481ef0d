import { describe, expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { stream } from '../math/random/stream.ts';
import { itt } from '../methods/arms/itt.ts';
import { plantEffect } from './plant-effect.ts';
import { simulatedPower } from './simulated-power.ts';

const n = 400;
const random = stream(20260901);
const normal = Float64Array.from({ length: n }, () => 10 + 2 * random.normal());
const binary = Float64Array.from({ length: n }, () => random.bernoulli(0.3));
const ask = () => itt({ outcome: 'y', assignment: 'z', control: 0 });

function simulate(seed: number) {
  const plant = plantEffect({ values: normal, share: 0.5, effect: 0.5 });
  return simulatedPower({
    draw: (numbers) => {
      const { values: y, treated: z } = plant(numbers);
      return fromColumns({ y, z });
    },
    ask,
    replications: 200,
    seed,
  });
}

describe('simulated power', () => {
  it('has the same bits with the same seed, and others with another', () => {
    expect(simulate(7)).toEqual(simulate(7));
    expect(simulate(8).power).not.toBe(simulate(7).power);
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
