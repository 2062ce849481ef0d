import type { TerminalText } from '../report/text/terminal.ts';

/** What a command answers. */
export function print(text: TerminalText): void {
  process.stdout.write(text);
}

/** What is said beside it: errors, and statements with --debug. */
export function printAside(text: TerminalText): void {
  process.stderr.write(text);
}
