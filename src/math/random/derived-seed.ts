import { stream } from './stream.ts';

/** Far from any replicate that is drawn under the seed itself. */
const apart = 2 ** 40;

/** A seed of its own for each part of what is drawn under one: another place, an independent stream. */
export const derivedSeed = (seed: number, place: number): number => stream(seed, apart + place).integer(2 ** 52);
