import { stream } from '../../math/random/stream.ts';

/**
 * Halves of what was drawn, one after the other: 1 where it takes part. The same array each time.
 *
 * Model   Half of them (rounded down) without replacement: what a statistic varies by over halves is what it varies by over samples, for a sample is to the population
 *         what a half is to the sample. Each half has a stream of its own.
 * Source  Praestgaard & Wellner (1993), Annals of Probability 21; as grf draws them.
 */
export function* halfSamples(drawn: number, draws: number, seed: number): Generator<Uint8Array> {
  const size = Math.floor(drawn / 2);
  const kept = new Uint8Array(drawn);
  const left = new Int32Array(drawn);
  for (let draw = 0; draw < draws; draw++) {
    const random = stream(seed, draw);
    for (let i = 0; i < drawn; i++) left[i] = i;
    kept.fill(0);
    for (let i = 0; i < size; i++) {
      const at = i + random.integer(drawn - i);
      kept[left[at]] = 1;
      left[at] = left[i];
    }
    yield kept;
  }
}

/** What deviations over halves are multiplied by to be those over samples: 1 for an even number, a little less for an odd one. */
export function halfScale(drawn: number): number {
  const size = Math.floor(drawn / 2);
  return Math.sqrt(size / (drawn - size));
}
