import { EstimandError, placeText } from '../errors/estimand-error.ts';
import { exits } from './exit-codes.ts';

/** Says on stderr what went wrong, and what to do; the stack only when asked. */
export function reportError(error: unknown, debug: boolean): number {
  if (error instanceof EstimandError) {
    process.stderr.write(`${error.place ? `${placeText(error.place)}  ` : ''}${error.what} ${error.mend}\n`);
    if (debug) process.stderr.write(`${error.stack}\n`);
    return exits.userError.code;
  }
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`This is a bug in estimand: ${text}\nRun again with --debug and report what it prints.\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return exits.bug.code;
}
