import { and, column, divide, equals, greater, isKnown, number, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Measured } from './measured.ts';

/** Whether the row was audited. Never unknown. */
export function isAudited({ human, audited }: Pick<Measured, 'human' | 'audited'>): Expression {
  const labelled = isKnown(column(human));
  return audited === undefined ? labelled : and(labelled, and(isKnown(column(audited)), equals(column(audited), 1)));
}

/** How many rows an audited row stands for: one over the probability of its audit; one where audits are a simple random sample. */
export const auditWeight = ({ sampling }: Pick<Measured, 'sampling'>): Expression =>
  sampling === undefined ? number(1) : when(greater(column(sampling), 0), divide(1, column(sampling)), 0);
