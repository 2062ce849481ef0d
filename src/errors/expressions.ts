import { sayCount, type Wording } from './words.ts';

/** Errors in the text of an expression. */
export interface ExpressionFacts {
  /** `at`: one-based character of the text. */
  'expression-invalid': { text: string; at: number; found: string; expected: string; mend: string };
}

/** The most characters of a text that are shown. */
const most = 80;

export const expressionWording: Wording<ExpressionFacts> = {
  'expression-invalid': (f) => [
    `Character ${sayCount(f.at)} of \`${f.text.length > most ? `${f.text.slice(0, most)}...` : f.text}\` is ${f.found}, where ${f.expected} is expected.`,
    f.mend,
  ],
};
