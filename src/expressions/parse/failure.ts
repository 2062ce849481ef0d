import { EstimandError } from '../../errors/estimand-error.ts';

const whole = 'Columns, numbers, quoted text, comparisons, and, or, not, + - * / and parentheses are all there is; other column names go in `backquotes`.';

/** Habits from other languages, and what to write instead. */
const mends: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '&': 'Write `and`.',
    '&&': 'Write `and`.',
    '|': 'Write `or`.',
    '||': 'Write `or`.',
    '!': 'Write `not`, or `!=` to compare.',
    ';': 'Take it out: an expression is one condition.',
    '--': 'Take it out: there are no comments; put a space between two minus signs.',
    '/*': 'Take it out: there are no comments.',
    '//': 'Take it out: there are no comments.',
    '#': 'Take it out: there are no comments.',
    '(': 'There are no functions: make such a column in the data, with data.sql for instance.',
    in: "Write `x = 'a' or x = 'b'`.",
    like: 'Compare whole texts with `=`, or make such a column in the data.',
    between: 'Write `x >= 1 and x <= 2`.',
    null: 'Write `is known` or `is unknown`.',
    not: 'Write `not` before the whole comparison, as in `not x = 1`.',
    "'": 'Close the text with the quote that opened it; write the quote twice where it is part of the text.',
    '"': 'Close the text with the quote that opened it; write the quote twice where it is part of the text.',
    '`': 'Close the name with a backquote; write it twice where it is part of the name.',
  }),
);

/** `written`: what stands there, as it is written; the end of the text when it is empty. `at` counts from zero. */
export function unexpected(text: string, at: number, written: string, expected: string, mend = mends.get(written.toLowerCase()) ?? whole): EstimandError {
  const found = written === '' ? 'the end' : `\`${written}\``;
  return new EstimandError('expression-invalid', { text, at: at + 1, found, expected, mend });
}
