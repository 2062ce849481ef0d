import { type Random, stream } from '../../math/random/stream.ts';

/** So many units are decided by one uniform. */
const bitsInOne = 30;

/** Draws from one, up to but not including another. */
export interface DrawRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Halves of what was drawn, one after the other: 1 where it takes part. The same array each time.
 *
 * Model   Half of them (rounded down) without replacement: what a statistic varies by over halves is what it varies by over samples, for a sample is to the population
 *         what a half is to the sample. Each takes part or not by a bit; then as many as are too many leave, or too few join, one after the other at random: no half is likelier than another.
 *         Each half has a stream of its own.
 * Source  Praestgaard & Wellner (1993), Annals of Probability 21; as grf draws them.
 */
export function* halfSamples(drawn: number, { from, to }: DrawRange, seed: number): Generator<Uint8Array> {
  const kept = new Uint8Array(drawn);
  for (let draw = from; draw < to; draw++) {
    const random = stream(seed, draw);
    evenOut(kept, tossed(kept, random), random);
    yield kept;
  }
}

/** How many take part, after a coin for each. */
function tossed(kept: Uint8Array, random: Random): number {
  let [count, bits] = [0, 0];
  for (let i = 0; i < kept.length; i++) {
    if (i % bitsInOne === 0) bits = Math.floor(random.uniform() * 2 ** bitsInOne);
    kept[i] = (bits >> (i % bitsInOne)) & 1;
    count += kept[i];
  }
  return count;
}

function evenOut(kept: Uint8Array, count: number, random: Random): void {
  const size = Math.floor(kept.length / 2);
  const tooMany = count > size ? 1 : 0;
  for (let left = Math.abs(count - size); left > 0; ) {
    const at = random.integer(kept.length);
    if (kept[at] !== tooMany) continue;
    kept[at] = 1 - tooMany;
    left--;
  }
}

/** What deviations over halves are multiplied by to be those over samples: 1 for an even number, a little less for an odd one. */
export function halfScale(drawn: number): number {
  const size = Math.floor(drawn / 2);
  return Math.sqrt(size / (drawn - size));
}
