import { EstimandError } from '../errors/estimand-error.ts';
import { unpainted } from '../report/text/terminal.ts';
import { errorText } from './error-text.ts';
import { exitCodeOf, exits } from './exit-codes.ts';
import { printAside } from './print.ts';

/** Says on stderr what went wrong, and what to do; the stack only when asked. */
export function reportError(error: unknown, debug: boolean): number {
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
