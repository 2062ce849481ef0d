// Threads for heavy computing, such as the trees of a forest. Needs Node.

export { startWorkers, type WorkerOptions } from './engines/workers/start-workers.ts';
export type { Workers } from './relation/relation.ts';
