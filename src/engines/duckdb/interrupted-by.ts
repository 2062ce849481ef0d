import type { DuckDBConnection } from '@duckdb/node-api';

const everyMs = 50;

/** Runs work of several statements, each of which ends soon after the signal: an interrupt reaches only the statement that runs just then. */
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
