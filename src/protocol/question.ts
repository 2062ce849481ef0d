import type { Answer } from '../estimate/answer.ts';
import type { Asking } from '../relation/asking.ts';
import type { Protocol } from './protocol.ts';

interface Facts<Options extends object> {
  /** Kebab-case; estimates of it are called `id:outcome`. */
  readonly id: string;
  readonly title: string;
  /** Paper or reference implementation. */
  readonly source: string;
  /** Its page under docs/. */
  readonly docs: string;
  /** Rounds of requests with two arms: when nothing is missing, and at most. */
  readonly rounds: { readonly usual: number; readonly most: number };
  /** The same when a cluster is named, where that takes more. */
  readonly clusteredRounds?: { readonly usual: number; readonly most: number };
  /** What a study asks of it: one set of options a question, none when it does not concern the study. */
  readonly plan: (protocol: Protocol) => readonly Options[];
  /** Options on the contract's table (columns y, b, z, d, x, g, unit): what every question must survive. */
  readonly example: Options;
}

/** A question with its options, ready to be asked. Options are plain data, so a plan can be printed before anything runs. */
export interface PlannedQuestion {
  readonly id: string;
  readonly title: string;
  readonly rounds: { readonly usual: number; readonly most: number };
  readonly options: object;
  readonly ask: () => Asking<Answer>;
}

/**
 * A method or a check as a value: called with options it is a generator of requests that ends in an Answer. Entering the catalogue is all it
 * takes to be planned by studies, exported by the library, put through the contract and listed in the docs.
 */
export interface Question<Options extends object> extends Facts<Options> {
  (options: Options): Asking<Answer>;
  readonly planned: (protocol: Protocol) => readonly PlannedQuestion[];
  readonly onExample: (changes?: Partial<Options>) => PlannedQuestion;
}

export function question<Options extends object>(facts: Facts<Options>, ask: (options: Options) => Asking<Answer>): Question<Options> {
  const roundsOf = (options: Options) => ('cluster' in options && options.cluster !== undefined ? (facts.clusteredRounds ?? facts.rounds) : facts.rounds);
  const withOptions = (options: Options): PlannedQuestion => ({
    id: facts.id,
    title: facts.title,
    rounds: roundsOf(options),
    options,
    ask: () => ask(options),
  });
  return Object.assign((options: Options) => ask(options), facts, {
    planned: (protocol: Protocol) => facts.plan(protocol).map(withOptions),
    onExample: (changes: Partial<Options> = {}) => withOptions({ ...facts.example, ...changes }),
  });
}
