import { stream } from '../../src/math/random/stream.ts';

/** What a trial draws from: same seed, same trial, on any machine and in any number of processes. */
export interface Dice {
  /** One of 0, 1, ..., count - 1. */
  below(count: number): number;
  /** True once in so many times. */
  once(inTimes: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function diceOf(seed: number, trial: number): Dice {
  const random = stream(seed, trial);
  return {
    below: random.integer,
    once: (inTimes) => random.integer(inTimes) === 0,
    pick: (list) => list[random.integer(list.length)],
  };
}

/** So many things in order. */
export const times = <T>(count: number, make: (i: number) => T): readonly T[] => Array.from({ length: count }, (_, i) => make(i));
