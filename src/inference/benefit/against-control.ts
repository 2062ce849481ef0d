import type { Sample } from './sample.ts';
import { placesWhere } from './units-of.ts';

/** A treatment and control as a sample of two arms, for methods that compare one treatment at a time. */
export interface Pair {
  /** Arm 1 is the treatment; units of other arms are at none of the places. */
  readonly sample: Sample;
  readonly rows: Int32Array;
  /** What the two arms are called among all. */
  readonly named: readonly [control: number, treatment: number];
}

/** Units of control and of one treatment; where chances are known, those of one of both rather than the other. */
export function againstControl({ chances, ...sample }: Sample, rows: Int32Array, treatment: number): Pair {
  const own = chances && shareOf(chances[treatment], chances[0]);
  return {
    sample: {
      ...sample,
      arms: 2,
      arm: Uint8Array.from(sample.arm, (arm) => (arm === treatment ? 1 : 0)),
      ...(own && { chances: [own.map((chance) => 1 - chance), own] }),
    },
    rows: rows.filter((i) => sample.arm[i] === 0 || sample.arm[i] === treatment),
    named: [0, treatment],
  };
}

const shareOf = (of: Float64Array, other: Float64Array): Float64Array => of.map((chance, i) => chance / (chance + other[i]));

/** The units of one of both arms. */
export const ofPair = ({ sample, rows }: Pair, arm: 0 | 1): Int32Array => {
  const own = placesWhere(rows.length, (r) => sample.arm[rows[r]] === arm);
  return own.map((r) => rows[r]);
};
