import { EstimandError } from '../errors/estimand-error.ts';
import { column, number } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { parseExpression } from '../expressions/parse/parse-expression.ts';
import { columnsOf } from '../expressions/walk.ts';
import { type Column, expectCondition } from '../relation/schema.ts';
import type { StudySource } from './parse-study.ts';
import { randomizedDesign } from './randomized-study.ts';
import type { StudyFile } from './schema/study-file.ts';

/** Holds, on rows added up per unit, whether any row of the unit met the trigger. */
export const triggerTotal = 'estimand:trigger';

/** The trigger as the rows of the data have it; a column of numbers says so by not being zero. */
export function rowTrigger(study: StudyFile, schema: readonly Column[]): Expression | undefined {
  const { trigger } = randomizedDesign(study);
  if (trigger === undefined) return undefined;
  const e = parseExpression(trigger);
  const counts = e.op === 'column' && schema.find((c) => c.name === e.name)?.type === 'number';
  return counts ? { op: 'differs', left: e, right: number(0) } : e;
}

/**
 * The trigger as the units have it.
 *
 * Errors  column-unknown, expression-type, at the line of the trigger.
 */
export function triggerOf(source: StudySource, schema: readonly Column[]): Expression | undefined {
  const e = rowTrigger(source.study, schema);
  if (e === undefined) return undefined;
  try {
    expectCondition(schema, 'the data', e);
  } catch (error) {
    throw error instanceof EstimandError ? new EstimandError(error.code, error.facts, source.placeOf(['design', 'trigger'])) : error;
  }
  return source.study.rows === 'many-per-unit' ? { op: 'differs', left: column(triggerTotal), right: number(0) } : e;
}

/** The columns that the trigger reads. */
export function triggerColumns(study: StudyFile): readonly string[] {
  const { trigger } = randomizedDesign(study);
  return trigger === undefined ? [] : columnsOf(parseExpression(trigger));
}
