import { and } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Asking } from './asking.ts';
import type { Request } from './requests.ts';
import { where } from './steps.ts';

/** Any method on the rows where a condition holds. */
export function* within<T>(asking: Asking<T>, condition: Expression): Asking<T> {
  let state = asking.next();
  while (!state.done) state = asking.next(yield state.value.map((request) => restricted(request, condition)));
  return state.value;
}

function restricted<R extends Request>(request: R, condition: Expression): R {
  if (request.over?.some((step) => step.kind === 'rollup')) return { ...request, over: [where(condition), ...request.over] };
  return { ...request, where: request.where ? and(request.where, condition) : condition };
}
