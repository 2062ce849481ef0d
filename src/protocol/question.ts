import type { Answer } from '../estimate/answer.ts';
import type { Asking } from '../relation/asking.ts';
import type { Protocol } from './protocol.ts';

/**
 * A method or a check as a value: called with options it is a generator of requests that ends in an Answer. Entering the catalogue is all it
 * takes to be planned by studies, exported by the library, put through the contract and listed in the docs.
 */
export interface Question<Options extends object> extends Facts<Options> {
  (options: Options): Asking<Answer>;
}

interface Facts<Options extends object> {
  /** Kebab-case; estimates of it are called `id:outcome`. */
  readonly id: string;
  readonly title: string;
  /** Paper or reference implementation. */
  readonly source: string;
  /** Its page under docs/. */
  readonly docs: string;
  /** What a study asks of it: one set of options a question, none when it does not concern the study. */
  readonly plan: (protocol: Protocol) => readonly Options[];
  /** Options on the contract's table (columns y, z, d, x, w, unit): what every question must survive. */
  readonly example: Options;
}

export function question<Options extends object>(facts: Facts<Options>, ask: (options: Options) => Asking<Answer>): Question<Options> {
  return Object.assign((options: Options) => ask(options), facts);
}
