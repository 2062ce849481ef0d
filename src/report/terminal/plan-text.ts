import type { Plan } from '../../study/plan.ts';
import { type TerminalText, unpainted } from '../text/terminal.ts';
import { singleLine } from '../text/visible.ts';

/** The plan of an analysis as a list: a line a question, and the rounds that they share. */
export function planText({ study, data, questions, rounds }: Plan): TerminalText {
  const width = Math.max(...questions.map(({ id }) => id.length));
  const lines = questions.map(({ id, title, rounds: own, options }) => `  ${id.padEnd(width)}  ${subjectOf(options).padEnd(20)}  ${roundsText(own)}  ${title}`);
  const text = [
    `${singleLine(study)}: ${questions.length} questions to ${singleLine(data)}, asked together in ${roundsText(rounds)}, the first a look before any outcome`,
    ...lines,
    '',
  ].join('\n');
  return unpainted(text);
}

function subjectOf(options: object): string {
  return 'outcome' in options ? singleLine(String(options.outcome)) : '';
}

function roundsText({ usual, most }: Plan['rounds']): string {
  const rounds = usual === 1 ? '1 round' : `${usual} rounds`;
  return usual === most ? rounds : `${rounds} (up to ${most})`;
}
