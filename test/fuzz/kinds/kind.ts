import type { Dice } from '../dice.ts';
import type { Outputs } from '../judge.ts';

/** One trial: what goes in, as files to look at, and what is done with it. */
export interface Trial {
  readonly input: Readonly<Record<string, string | Uint8Array>>;
  run(): Promise<Outputs> | Outputs;
}

export type Trials = (dice: Dice) => Trial | Promise<Trial>;

export interface Kind {
  readonly id: string;
  /** Most milliseconds of processor time of one trial. */
  readonly limit: number;
  /** What all trials share is made once; `beside` are folders with further studies, `scratch` is a folder to write in. */
  prepare(beside: readonly string[], scratch: string): Trials | Promise<Trials>;
}
