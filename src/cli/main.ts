import { CommanderError } from 'commander';
import { EstimandError } from '../errors/estimand-error.ts';
import { unpainted } from '../report/text/terminal.ts';
import { errorText } from './error-text.ts';
import { exitCodeOf, exits } from './exit-codes.ts';
import { printAside } from './print.ts';
import { type Exit, program } from './program.ts';

/** Runs a command line and gives its exit code. */
export async function main(words: readonly string[]): Promise<number> {
  const exit: Exit = { exitCode: exits.done.code };
  try {
    await program(exit).parseAsync([...words], { from: 'user' });
    return exit.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exits.done.code : exits.userError.code;
    return reportError(error, words.includes('--debug'));
  }
}

/** Says on stderr what went wrong, and what to do; the stack only when asked. */
function reportError(error: unknown, debug: boolean): number {
  if (error instanceof EstimandError) {
    printAside(errorText(error));
    if (debug) printAside(unpainted(`${error.stack}\n`));
    return exitCodeOf(error);
  }
  const text = error instanceof Error ? error.message : String(error);
  printAside(unpainted(`This is a bug in estimand: ${text}\nRun again with --debug and report what it prints.\n`));
  if (debug && error instanceof Error) printAside(unpainted(`${error.stack}\n`));
  return exits.bug.code;
}
