import type { Asking } from './asking.ts';
import type { AnswerOptions, Relation, SyncRelation } from './relation.ts';

/** Drives a method over a relation, a round at a time; stops between rounds, and within one where the engine can, when the signal fires. */
export async function run<T>(relation: Relation, asking: Asking<T>, options: AnswerOptions = {}): Promise<T> {
  let state = asking.next();
  while (!state.done) state = asking.next(await relation.answer(state.value, options));
  return state.value;
}

/** The same for rows in memory: synchronous, works in a browser. */
export function runSync<T>(relation: SyncRelation, asking: Asking<T>): T {
  let state = asking.next();
  while (!state.done) state = asking.next(relation.answerSync(state.value));
  return state.value;
}
