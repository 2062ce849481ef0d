// A thread of bench/forest-pool.ts: does the parts that it is handed.
import { parentPort } from 'node:worker_threads';
import { growTreesTask } from '../src/models/forest/grow-trees.ts';
import { predictForestTask } from '../src/models/forest/predict-part.ts';
import type { Task } from '../src/relation/requests.ts';

const tasks = [growTreesTask, predictForestTask] as readonly Task<unknown, unknown>[];
parentPort?.on('message', ({ id, name, part }: { id: number; name: string; part: unknown }) => {
  parentPort?.postMessage({ id, done: tasks.find((task) => task.name === name)?.run(part) });
});
