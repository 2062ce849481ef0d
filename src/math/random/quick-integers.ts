import type { Random } from './stream.ts';

/**
 * Whole numbers below a count, many times as fast as the stream that seeds them: for what is drawn by the million. No value is favoured by more than count / 2^32 of its chance.
 *
 * Source  sfc32 of PractRand (Doty-Humphrey).
 */
export function quickIntegers(random: Random): (count: number) => number {
  let [a, b, c, counter] = [random.integer(2 ** 32) | 0, random.integer(2 ** 32) | 0, random.integer(2 ** 32) | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 12; i++) next();
  return (count) => Math.floor((next() / 2 ** 32) * count);
}
