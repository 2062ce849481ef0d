import { unpainted } from '../report/text/terminal.ts';
import { exits } from './exit-codes.ts';
import { whyUnwritable } from './output/unwritable.ts';
import { printAside } from './print.ts';

/**
 * Says what became of standard output, and gives whether it failed. A reader that stops early, such as `head`, is not an error; a full disk is one, which is said
 * in a sentence. Where standard error is gone nobody can be told.
 */
export function watchOutput(): { readonly failed: boolean } {
  const { stdout, stderr } = process;
  const state = { failed: false };
  stderr.on('error', () => undefined);
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || state.failed) return;
    state.failed = true;
    process.exitCode = exits.userError.code;
    printAside(unpainted(`Standard output cannot be written: ${whyUnwritable(code)}. Send it elsewhere; files under --out are whole.\n`));
  });
  return state;
}
