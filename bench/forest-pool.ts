import { Worker } from 'node:worker_threads';
import type { Workers } from '../src/relation/relation.ts';
import type { Task } from '../src/relation/requests.ts';

/** Threads that take the next part when they are done with one. */
export function pool(threads: number): Workers {
  // Node 20 reads no TypeScript in a thread until it is told how.
  const source = `import('tsx/esm/api').then((tsx) => { tsx.register(); return import(${JSON.stringify(new URL('./forest-worker.ts', import.meta.url).href)}); })`;
  const workers = Array.from({ length: threads }, () => new Worker(source, { eval: true }));
  const idle = [...workers];
  const waiting: ((worker: Worker) => void)[] = [];
  const free = (worker: Worker): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  return {
    async run<Part, Done>({ name }: Task<Part, Done>, part: Part): Promise<Done> {
      const worker = idle.pop() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)));
      const done = await new Promise<Done>((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', (reply: { readonly done: Done }) => {
          worker.removeAllListeners('error');
          resolve(reply.done);
        });
        worker.postMessage({ name, part });
      });
      free(worker);
      return done;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
