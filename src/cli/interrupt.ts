import { EstimandError } from '../errors/estimand-error.ts';
import { errorText } from './error-text.ts';
import { endInHaste } from './haste.ts';
import { discardAll } from './output/workspace.ts';
import { printAside } from './print.ts';

/** Work that is asked to stop has that long for it. */
const graceMs = 500;

export interface Limits {
  /** Seconds that the work may take. */
  readonly timeout?: string;
}

/**
 * Runs a job that Ctrl-C, SIGTERM and a time limit stop.
 *
 * Errors  interrupted, timed-out; option-invalid.
 */
export async function withInterrupt<T>(during: string, limits: Limits, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const seconds = secondsIn(limits.timeout);
  const controller = new AbortController();
  const timers: NodeJS.Timeout[] = [];
  const stopFor = (error: EstimandError): void => {
    if (controller.signal.aborted) return;
    controller.abort(error);
    timers.push(setTimeout(() => endNow(error), graceMs));
  };
  const stop = (): void => stopFor(new EstimandError('interrupted', { during }));
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (seconds !== undefined) timers.push(setTimeout(() => stopFor(new EstimandError('timed-out', { during, seconds })), seconds * 1000));
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** By a signal: an exit would wait for the threads of the database. */
function endNow(error: EstimandError): void {
  if (!endInHaste.allowed) return;
  discardAll();
  printAside(errorText(error));
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}

/** The longest that a timer takes. */
const mostSeconds = 2_000_000;

function secondsIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= mostSeconds) return value;
  throw new EstimandError('option-invalid', { option: '--timeout', found: `"${text}"`, asked: `a number of seconds above 0, at most ${mostSeconds}` });
}
