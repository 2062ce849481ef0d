import { relative } from 'node:path';
import { EstimandError } from '../../errors/estimand-error.ts';
import { quotedList } from '../../errors/words.ts';
import { unpainted } from '../../report/text/terminal.ts';
import { exits } from '../exit-codes.ts';
import { printAside } from '../print.ts';
import { reportError } from '../report-error.ts';
import { inputsOf } from './inputs.ts';
import { watch } from './watch.ts';

interface WatchFlags {
  readonly out: string;
  readonly gate?: boolean;
  readonly debug?: boolean;
}

const everyMs = 250;

/** Errors that no change of a file takes away. */
const lasting: ReadonlySet<string> = new Set(['option-invalid', 'interrupted']);

/**
 * Runs a command on a study again and again, as it and its data change. An error is said and waited out; Ctrl-C and SIGTERM end it.
 *
 * Errors  option-invalid, at once.
 */
export async function watchStudy(path: string, flags: WatchFlags, run: () => Promise<number>): Promise<number> {
  if (flags.gate)
    throw new EstimandError('option-invalid', { option: '--gate', found: 'given with --watch', asked: 'left out, since a watch ends in no decision' });
  const controller = new AbortController();
  const end = (): void => controller.abort();
  let fatal: unknown;
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  try {
    await watch({
      inputs: inputsOf(path, flags.out),
      run: async (changed) => {
        if (changed.length > 0) printAside(unpainted(`\n${quotedList(changed.map(shown))} changed: once more.\n\n`));
        try {
          await run();
        } catch (error) {
          if (error instanceof EstimandError && lasting.has(error.code)) {
            fatal = error;
            end();
          } else reportError(error, flags.debug === true);
        }
      },
      waiting: () => printAside(unpainted(`Watching ${path} and its data; Ctrl-C ends it.\n`)),
      ended: controller.signal,
      everyMs,
    });
    if (fatal !== undefined) throw fatal;
    return exits.stopped.code;
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  }
}

function shown(path: string): string {
  const from = relative('.', path);
  return from.startsWith('..') ? path : from;
}
