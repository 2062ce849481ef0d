import { EstimandError } from '../errors/estimand-error.ts';
import { column, number } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { parseExpression } from '../expressions/parse/parse-expression.ts';
import { columnsOf } from '../expressions/walk.ts';
import { type Column, expectCondition } from '../relation/schema.ts';
import type { PlaceOf } from './design.ts';
import type { StudyFile } from './keys/study-file.ts';
import type { Trigger } from './protocol.ts';

/** The column, on rows brought to their unit, of whether any row of the unit met the trigger. */
export const triggerTotal = 'estimand:trigger';

/** The trigger on the rows of the data; a column of numbers meets it where it is not zero. */
export function rowTrigger(trigger: string, schema: readonly Column[]): Expression {
  const e = parseExpression(trigger);
  const counts = e.op === 'column' && schema.find((c) => c.name === e.name)?.type === 'number';
  return counts ? { op: 'differs', left: e, right: number(0) } : e;
}

/**
 * The trigger on units.
 *
 * Errors  column-unknown, expression-type, at the line of the trigger.
 */
export function triggerOf(trigger: string, rows: StudyFile['rows'], schema: readonly Column[], place: PlaceOf): Trigger {
  const e = rowTrigger(trigger, schema);
  try {
    expectCondition(schema, 'the data', e);
  } catch (error) {
    throw error instanceof EstimandError ? new EstimandError(error.code, error.facts, place(['design', 'trigger'])) : error;
  }
  return { met: rows === 'many-per-unit' ? { op: 'differs', left: column(triggerTotal), right: number(0) } : e, says: trigger };
}

/** The columns that the trigger reads. */
export const triggerColumns = (trigger: string | undefined): readonly string[] => (trigger === undefined ? [] : columnsOf(parseExpression(trigger)));
