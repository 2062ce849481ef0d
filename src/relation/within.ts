import { and } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { columnsOf } from '../expressions/walk.ts';
import type { Asking } from './asking.ts';
import type { Reply, RowsRequest } from './requests.ts';
import { type Step, where } from './steps.ts';

/** A method whose requests for rows are other ones than it thinks. */
export function* askedOtherwise<T>(asking: Asking<T>, change: (request: RowsRequest) => RowsRequest): Asking<T> {
  let state = asking.next();
  while (!state.done) {
    const replies: readonly Reply[] = yield state.value.map((request) => (request.kind === 'work' ? request : change(request)));
    state = asking.next(replies);
  }
  return state.value;
}

/**
 * A method on those rows only where a condition holds; where it is unknown, it does not. The same as asking the filtered relation, in the same
 * number of rounds, but it shares scans with what is asked of all rows.
 */
export const within = <T>(asking: Asking<T>, condition: Expression): Asking<T> => askedOtherwise(asking, (request) => restricted(request, condition));

/** A method on what some steps make of the rows, such as one row a unit. */
export const after = <T>(asking: Asking<T>, steps: readonly Step[]): Asking<T> =>
  askedOtherwise(asking, (request) => ({ ...request, over: [...steps, ...(request.over ?? [])] }));

/** The condition is about the rows that the method starts from: it comes before steps that merge them or give another column a name it reads. */
function restricted(request: RowsRequest, condition: Expression): RowsRequest {
  const { over = [] } = request;
  if (over.some((step) => hides(step, columnsOf(condition)))) return { ...request, over: [where(condition), ...over] };
  return { ...request, where: request.where ? and(condition, request.where) : condition };
}

function hides(step: Step, names: readonly string[]): boolean {
  return step.kind === 'rollup' || step.kind === 'broadcast' || (step.kind === 'derive' && names.some((name) => Object.hasOwn(step.columns, name)));
}
