import type { Asking } from '../../src/relation/asking.ts';
import type { WorkReply, WorkRequest } from '../../src/relation/requests.ts';

type Doing = (request: WorkRequest) => readonly unknown[];

/** Does the parts in their order. */
const inOrder: Doing = ({ task, parts }) => parts.map((part) => task.run(part));

/** Does the parts backwards, on copies, as other threads would. */
export const onCopies: Doing = ({ task, parts }) => {
  const done = [...parts].reverse().map((part) => structuredClone(task.run(structuredClone(part))));
  return done.reverse();
};

/** Drives a method that asks for work and for no rows. */
export function workDone<T>(asking: Asking<T>, doing: Doing = inOrder): T {
  let state = asking.next();
  while (!state.done) {
    const replies = (state.value as readonly WorkRequest[]).map((request): WorkReply => ({ kind: 'work', done: doing(request) }));
    state = asking.next(replies);
  }
  return state.value;
}
