import type { Answer } from '../estimate/answer.ts';
import type { Asking } from '../relation/asking.ts';
import type { Protocol } from './protocol.ts';

/** Rounds of requests: when nothing is missing, and at most. */
export interface Rounds {
  readonly usual: number;
  readonly most: number;
}

/** What is known about a question before it is asked, whatever its options. */
export interface QuestionFacts {
  /** Kebab-case; estimates of it are called `id:outcome`. */
  readonly id: string;
  readonly title: string;
  /** Paper or reference implementation. */
  readonly source: string;
  /** Its page under docs/. */
  readonly docs: string;
  /** With two arms. */
  readonly rounds: Rounds;
  /** The same when a cluster is named, where that takes more. */
  readonly clusteredRounds?: Rounds;
  /** The same by further options, where these take more. */
  readonly roundsOn?: (options: never) => Rounds;
  /** What its estimates are called beside those of other questions on the same outcome; default: its id. */
  readonly label?: string;
  /** `set`: the interval inverts a test, so that no standard error gives it at another level. Default: wald. */
  readonly interval?: 'wald' | 'set';
  /** Which rows it reads: all that were assigned, or those that are analysed. Default: analysed. */
  readonly rows?: 'all' | 'analysed';
  /** What it reads of an outcome: its values, or only which units have one. Default: values. */
  readonly asks?: 'values' | 'presence';
}

/** Options that mean the same wherever a question has them. */
export interface CommonOptions {
  readonly outcome?: string;
  readonly assignment?: string;
  readonly action?: string;
  readonly unit?: unknown;
  readonly judge?: string;
  readonly served?: string;
  readonly cluster?: string;
  readonly level?: number;
  readonly boundsLevel?: number;
}

/** A question with its options, ready to be asked. Options are plain data, so a plan can be printed before anything runs. */
export interface PlannedQuestion extends Pick<QuestionFacts, 'id' | 'title' | 'rounds' | 'label' | 'interval' | 'asks'> {
  readonly options: CommonOptions;
  /** Which rows it reads: all that were assigned, or those that are analysed. */
  readonly of: 'all' | 'analysed';
  readonly ask: () => Asking<Answer>;
}

/** A question with options of any type. */
export interface AnyQuestion extends QuestionFacts {
  readonly planned: (protocol: Protocol) => readonly PlannedQuestion[];
}

/**
 * A method or a check as a value: called with options it is a generator of requests that ends in an Answer. Entering the list of a design is all it takes to be
 * planned by studies, exported by the library, put through the contract and listed in the docs.
 */
export interface Question<Options extends CommonOptions> extends AnyQuestion {
  (options: Options): Asking<Answer>;
  /** What a study asks of it: one set of options a question, none when it does not concern the study. */
  readonly plan: (protocol: Protocol) => readonly Options[];
  /** Options on the contract's table (columns y, b, z, d, x, g, unit): what every question must survive. */
  readonly example: Options;
  readonly onExample: (changes?: Partial<Options>) => PlannedQuestion;
}

export function question<Options extends CommonOptions>(
  facts: QuestionFacts & Pick<Question<Options>, 'plan' | 'example'>,
  ask: (options: Options) => Asking<Answer>,
): Question<Options> {
  const roundsOf = (options: Options): Rounds =>
    facts.roundsOn?.(options as never) ?? (options.cluster === undefined ? facts.rounds : (facts.clusteredRounds ?? facts.rounds));
  const withOptions = (options: Options): PlannedQuestion => ({
    id: facts.id,
    title: facts.title,
    ...(facts.label !== undefined && { label: facts.label }),
    ...(facts.interval && { interval: facts.interval }),
    ...(facts.asks && { asks: facts.asks }),
    of: facts.rows ?? 'analysed',
    rounds: roundsOf(options),
    options,
    ask: () => ask(options),
  });
  return Object.assign((options: Options) => ask(options), facts, {
    planned: (protocol: Protocol) => facts.plan(protocol).map(withOptions),
    onExample: (changes: Partial<Options> = {}) => withOptions({ ...facts.example, ...changes }),
  });
}
