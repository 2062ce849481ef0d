import { EstimandError } from '../errors/estimand-error.ts';

/** Runs a job that Ctrl-C stops cleanly. */
export async function withInterrupt<T>(during: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new EstimandError('interrupted', { during }));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const result = await work(controller.signal);
    controller.signal.throwIfAborted();
    return result;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
