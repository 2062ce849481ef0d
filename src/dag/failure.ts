import { EstimandError } from '../errors/estimand-error.ts';
import type { GraphToken } from './tokens.ts';

export const invalidGraph = (at: number, found: string, expected: string, mend: string): EstimandError =>
  new EstimandError('graph-invalid', { at, found, expected, mend });

const example = 'Write arrows between columns, such as assignment -> usage -> outcome; usage <-> outcome.';

const mends: readonly { readonly when: RegExp; readonly mend: string }[] = [
  { when: /^[-=><]$/, mend: 'Write an arrow as ->, <- or <->.' },
  { when: /^[`"']$/, mend: 'Close the name with the same mark.' },
  { when: /^\d$/, mend: 'Put a name that begins with a digit or holds other signs in `backquotes`.' },
];

export function unexpectedInGraph(token: GraphToken, expected: string): EstimandError {
  const mend = token.kind === 'unknown' ? mends.find(({ when }) => when.test(token.value))?.mend : undefined;
  return invalidGraph(token.at, foundText(token), expected, mend ?? example);
}

function foundText({ kind, value }: GraphToken): string {
  if (kind === 'end') return 'the end';
  if (kind === 'break') return value === ';' ? 'a semicolon' : 'the end of a line';
  return `"${value}"`;
}
