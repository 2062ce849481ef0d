import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { program } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs a command line and gives its exit code. */
export async function main(words: readonly string[]): Promise<number> {
  const outcome = { exitCode: exitCodes.done };
  try {
    await program(outcome).parseAsync([...words], { from: 'user' });
    return outcome.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.userError;
    return reportError(error, words.includes('--debug'));
  }
}
