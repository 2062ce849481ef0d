import type { Asking } from './asking.ts';
import type { AnswerOptions, Relation, SyncRelation } from './relation.ts';
import type { Reply, Request, RowsReply, RowsRequest, WorkReply, WorkRequest } from './requests.ts';

/** Drives a method over a relation, a round at a time; stops between rounds, and within one where the engine can, when the signal fires. */
export async function run<T>(relation: Pick<Relation, 'answer'>, asking: Asking<T>, options: AnswerOptions = {}): Promise<T> {
  let state = asking.next();
  while (!state.done) {
    const { rows, work } = apart(state.value);
    const replies = rows.length > 0 ? await relation.answer(rows, options) : [];
    state = asking.next(inOrder(state.value, replies, await worked(work, options)));
  }
  return state.value;
}

/**
 * The same for what asks for work alone, such as growing a forest: no rows are read.
 *
 * Errors  it asks rows.
 */
export function compute<T>(asking: Asking<T>, options: AnswerOptions = {}): Promise<T> {
  return run(noRows, asking, options);
}

const noRows: Pick<Relation, 'answer'> = {
  answer: async () => {
    throw new Error('This asks rows: hand it to run, with a relation.');
  },
};

/** The same for rows in memory: synchronous, works in a browser. */
export function runSync<T>(relation: Pick<SyncRelation, 'answerSync'>, asking: Asking<T>): T {
  let state = asking.next();
  while (!state.done) {
    const { rows, work } = apart(state.value);
    const replies = rows.length > 0 ? relation.answerSync(rows) : [];
    state = asking.next(inOrder(state.value, replies, work.map(doneHere)));
  }
  return state.value;
}

const isWork = (request: Request): request is WorkRequest => request.kind === 'work';

const apart = (round: readonly Request[]): { readonly rows: readonly RowsRequest[]; readonly work: readonly WorkRequest[] } => ({
  rows: round.filter((request): request is RowsRequest => !isWork(request)),
  work: round.filter(isWork),
});

function inOrder(round: readonly Request[], rows: readonly RowsReply[], work: readonly WorkReply[]): readonly Reply[] {
  const [ofRows, ofWork] = [rows.values(), work.values()];
  return round.map((request) => (isWork(request) ? ofWork : ofRows).next().value as Reply);
}

const doneHere = ({ task, parts }: WorkRequest): WorkReply => ({ kind: 'work', done: parts.map((part) => task.run(part)) });

/** All parts of a round at the same time, on the threads that there are; without any, here, where the signal is heard between parts. */
async function worked(work: readonly WorkRequest[], { workers, signal, onProgress }: AnswerOptions): Promise<readonly WorkReply[]> {
  const jobs = work.flatMap(({ task, parts }) => parts.map((part) => ({ task, part })));
  let finished = 0;
  const told = <Done>(done: Done): Done => {
    finished++;
    onProgress?.(finished / jobs.length);
    return done;
  };
  const all: unknown[] = [];
  if (workers) all.push(...(await Promise.all(jobs.map(async ({ task, part }) => told(await workers.run(task, part, signal))))));
  else
    for (const { task, part } of jobs) {
      // A turn of the event loop, in which a signal can fire.
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      all.push(told(task.run(part)));
    }
  let from = 0;
  return work.map(({ parts }) => {
    from += parts.length;
    return { kind: 'work', done: all.slice(from - parts.length, from) };
  });
}
