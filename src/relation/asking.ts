import type { Reply, ReplyTo, Request, RowsRequest, Task, WorkReply } from './requests.ts';

/** A method: it yields rounds of requests, receives the replies, and ends with its result. Pure and synchronous. */
export type Asking<T> = Generator<readonly Request[], T, readonly Reply[]>;

/** Asks one request. */
export function* ask<R extends RowsRequest>(request: R): Asking<ReplyTo<R>> {
  const [reply] = yield [request];
  return reply as ReplyTo<R>;
}

/** Has some work done, part by part. */
export function* work<Part, Done>(task: Task<Part, Done>, parts: readonly Part[]): Asking<readonly Done[]> {
  const [reply] = yield [{ kind: 'work', task: task as Task<unknown, unknown>, parts }];
  return (reply as WorkReply<Done>).done;
}

type Results<A extends readonly Asking<unknown>[]> = { -readonly [K in keyof A]: A[K] extends Asking<infer T> ? T : never };

/** Runs methods in lock-step: the union of what they ask at the same time is one round. */
export function* all<const A extends readonly Asking<unknown>[]>(askings: A): Asking<Results<A>> {
  const states = askings.map((asking) => asking.next());
  for (;;) {
    const waiting = states.flatMap((state, i) => (state.done ? [] : [i]));
    if (waiting.length === 0) return states.map((state) => state.value) as Results<A>;
    const asked = waiting.map((i) => states[i].value as readonly Request[]);
    const replies = yield asked.flat();
    let from = 0;
    for (const [k, i] of waiting.entries()) {
      const to = from + asked[k].length;
      states[i] = askings[i].next(replies.slice(from, to));
      from = to;
    }
  }
}
