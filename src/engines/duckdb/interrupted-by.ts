import type { DuckDBConnection } from '@duckdb/node-api';

const everyMs = 50;

/**
 * Runs work that ends soon after the signal. An interrupt reaches only the statement that runs just then, and none that is about to begin, so it is sent until the
 * work has ended.
 */
export async function interruptedBy<T>(signal: AbortSignal | undefined, connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  const interrupts: NodeJS.Timeout[] = [];
  const stop = (): void => {
    connection.interrupt();
    interrupts.push(setInterval(() => connection.interrupt(), everyMs));
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const done = await work();
    signal?.throwIfAborted();
    return done;
  } finally {
    signal?.removeEventListener('abort', stop);
    for (const each of interrupts) clearInterval(each);
  }
}
