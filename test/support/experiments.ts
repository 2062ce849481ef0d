import fc from 'fast-check';
import { stream } from '../../src/math/random/stream.ts';

/** One unit of a generated experiment. */
export interface Unit {
  readonly y: number;
  readonly x: number;
  readonly g: string;
  readonly z: number;
}

/**
 * Experiments of some units in so many arms, every arm with two units or more. Drawn from a seed, so that covariates rarely repeat each other and
 * most of them can be analysed; rounded to one decimal, so that there are ties.
 */
export function experiments(arms: number, { minLength, maxLength }: { readonly minLength: number; readonly maxLength: number }): fc.Arbitrary<readonly Unit[]> {
  return fc.record({ seed: fc.nat(2 ** 30), n: fc.integer({ min: minLength, max: maxLength }) }).map(({ seed, n }) => {
    const random = stream(seed);
    return Array.from({ length: n }, (_, i): Unit => {
      const x = Math.round(10 * random.normal()) / 10;
      const z = i < 2 * arms ? i % arms : random.integer(arms);
      return { x, y: Math.round(10 * (x * (1 + z) + 2 * random.normal())) / 10, g: 'abc'[random.integer(3)], z };
    });
  });
}

export const columnsOfUnits = (units: readonly Unit[]) => ({
  y: Float64Array.from(units, ({ y }) => y),
  x: Float64Array.from(units, ({ x }) => x),
  g: units.map(({ g }) => g),
  z: Float64Array.from(units, ({ z }) => z),
});
