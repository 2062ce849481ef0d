import { parentPort } from 'node:worker_threads';
import type { Task } from '../../relation/requests.ts';
import { buffersIn, type Done, type Job } from './messages.ts';

/** What a thread does: the parts that it is handed, of the tasks that it knows. */
export function serve(tasks: readonly Task<never, unknown>[]): void {
  const named = new Map(tasks.map((task) => [task.name, task]));
  parentPort?.on('message', ({ task: name, part }: Job) => {
    let said: Done;
    try {
      const task = named.get(name);
      if (!task) throw new Error(`no task is called ${name}`);
      said = { done: task.run(part as never) };
    } catch (error) {
      said = { error: error instanceof Error ? error.message : String(error) };
    }
    parentPort?.postMessage(said, buffersIn(said));
  });
}
