import type { Random } from './stream.ts';

/**
 * Every order alike, in place; each value costs one number of the stream.
 *
 * Source   Fisher & Yates (1938), in the form of Durstenfeld (1964), Communications of the ACM 7.
 */
export function shuffle(values: Int32Array | Uint8Array, random: Random): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const moved = values[i];
    values[i] = values[j];
    values[j] = moved;
  }
}
