import { CommanderError } from 'commander';
import { exits } from './exit-codes.ts';
import { type Exit, program } from './program.ts';
import { reportError } from './report-error.ts';

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
