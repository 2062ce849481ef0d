import type { Protocol } from '../protocol/protocol.ts';
import type { PlannedQuestion } from '../protocol/question.ts';
import * as catalogue from './catalogue.ts';

/** Everything that the study asks, in the order of the catalogue. */
export function planOf(protocol: Protocol): readonly PlannedQuestion[] {
  return Object.values(catalogue).flatMap((question) => question.planned(protocol));
}
