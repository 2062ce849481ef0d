import type { Asking } from '../../src/relation/asking.ts';

/** What a method that asks for no rows ends with; its work is done here. */
export function answered<T>(asking: Asking<T>): T {
  let state = asking.next();
  while (!state.done) {
    state = asking.next(
      state.value.map((request) => {
        if (request.kind !== 'work') throw new Error(`It asks for rows: ${request.kind}.`);
        return { kind: 'work', done: request.parts.map((part) => request.task.run(part)) };
      }),
    );
  }
  return state.value;
}
