import type { Code, Facts } from './facts.ts';
import { wordingOf } from './wording.ts';

/** A place in a text file: one-based line and column. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * An error that the user can correct. Code and facts are data; the words live in `wording`.
 * Its message reads `file:line:column  what was found. What to do.`
 */
export class EstimandError<C extends Code = Code> extends Error {
  readonly code: C;
  readonly facts: Facts[C];
  readonly what: string;
  readonly mend: string;
  readonly place: Place | undefined;

  constructor(code: C, facts: Facts[C], place?: Place) {
    const [what, mend] = wordingOf(code, facts);
    super(`${place ? `${placeText(place)}  ` : ''}${what} ${mend}`);
    this.name = 'EstimandError';
    this.code = code;
    this.facts = facts;
    this.what = what;
    this.mend = mend;
    this.place = place;
  }
}

export function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
