import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Workers } from '../../relation/relation.ts';
import type { Task } from '../../relation/requests.ts';
import type { Done, Job } from './messages.ts';

export interface WorkerOptions {
  /** Default: as many as the machine has processors, at most eight. */
  readonly threads?: number;
  /** The file that a thread runs, where this package was bundled into another one. */
  readonly thread?: URL;
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (done: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const mostByDefault = 8;

/**
 * Threads for heavy computing: they start with the first part of some work, and hand back what they made of it. What comes out does not depend on how many there are.
 *
 * Errors  those of the task, by their message; an aborted signal ends the threads at once, which start anew with the next part.
 */
export function startWorkers({ threads = Math.min(mostByDefault, availableParallelism()), thread = usualThread() }: WorkerOptions = {}): Workers {
  const queue: Waiting[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Waiting>();

  const next = (): void => {
    while (queue.length > 0) {
      const worker = idle.pop() ?? (busy.size < threads ? started() : undefined);
      if (!worker) return;
      const waiting = queue.shift()!;
      busy.set(worker, waiting);
      worker.ref();
      worker.postMessage(waiting.job);
    }
  };
  const started = (): Worker => {
    const worker = new Worker(thread);
    worker.on('message', (said: Done) => {
      const waiting = busy.get(worker);
      // It had finished just as it was ended: nobody waits for it, and it takes no more work.
      if (!waiting) return;
      busy.delete(worker);
      // A thread with nothing to do keeps no process alive.
      worker.unref();
      idle.push(worker);
      if ('error' in said) waiting.reject(new Error(said.error));
      else waiting.resolve(said.done);
      next();
    });
    worker.on('error', (error) => {
      const waiting = busy.get(worker);
      busy.delete(worker);
      waiting?.reject(error);
      next();
    });
    return worker;
  };
  const end = async (why?: unknown): Promise<void> => {
    const all = [...idle, ...busy.keys()];
    for (const { reject } of [...busy.values(), ...queue]) reject(why);
    idle.length = 0;
    queue.length = 0;
    busy.clear();
    await Promise.all(all.map((worker) => worker.terminate()));
  };
  // One listener a signal, however many parts it may stop.
  const heard = new WeakSet<AbortSignal>();
  const hear = (signal: AbortSignal): void => {
    if (heard.has(signal)) return;
    heard.add(signal);
    signal.addEventListener('abort', () => void end(signal.reason), { once: true });
  };
  return {
    run: <Part, Made>({ name }: Task<Part, Made>, part: Part, signal?: AbortSignal) =>
      new Promise<Made>((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        if (signal) hear(signal);
        queue.push({ job: { task: name, part }, resolve: (done) => resolve(done as Made), reject });
        next();
      }),
    close: () => end(new Error('the workers were closed')),
  };
}

/** Beside the entry files of the package, of which this is a part; from source, where the build puts it: a thread reads no TypeScript. */
function usualThread(): URL {
  const here = import.meta.url;
  if (here.endsWith('.ts')) return new URL('../../../dist/thread.js', here);
  return new URL(here.includes('/chunks/') ? '../thread.js' : './thread.js', here);
}
