import * as z from 'zod';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Code, Facts } from '../../errors/facts.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import { parseExpression } from '../../expressions/parse/parse-expression.ts';

// The parts that study schemas are made of. The message of a schema says what its value must be, so that it can follow "It must be".

const readAsWritten = z.registry<{ readonly readsAs: 'text' }>();

/** Whether the value is taken as it is written in the file: 1.10 stays "1.10", 007 stays "007" and true stays "true". */
export function isAsWritten(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodString || readAsWritten.get(schema)?.readsAs === 'text';
}

export const text = (asked: string) => z.string(asked).min(1, asked);

export const columnName = text('the name of a column');

const askedLabel = 'a name to show, such as Tickets resolved';

/** What readers see in place of a column's or an arm's own name. */
export const displayName = text(askedLabel).regex(/\S/, askedLabel);

/** A condition in the grammar of docs/expressions.md; `unreadable` says what is wrong with it. */
export const expressionText = text('a condition on the columns');

export const outcomeNames = z.array(text('the name of an outcome'), 'a list of outcomes, such as [resolved, handle_minutes]');

export const columnNames = z.array(columnName, 'a list of column names, such as [language, region]');

/** One column, or a list of them. */
export const columnOrColumns = z.union([columnName, columnNames], 'the name of a column, or a list of them').register(readAsWritten, { readsAs: 'text' });

/** Text that may be written as a number or a boolean. */
export function written(asked: string) {
  return z
    .union([text(asked), z.number(asked), z.boolean(asked)], asked)
    .transform(canonicalText)
    .register(readAsWritten, { readsAs: 'text' });
}

/** A value of the assignment column. */
export const arm = written('an arm, a value of the assignment column such as 0 or off');

export const version = written('a version, such as large-2026-03 or 7');

/** A broken rule as an issue of a schema: our own code and facts, at a path below the value that is checked. */
export function breach<C extends Code>(code: C, facts: Facts[C], path: readonly (string | number)[]): z.core.$ZodRawIssue {
  return { code: 'custom', params: { code, facts }, path: [...path], input: undefined, message: code };
}

/** What is wrong with the text of an expression, if anything. */
export function unreadable(text: string): EstimandError<'expression-invalid'> | undefined {
  try {
    parseExpression(text);
    return undefined;
  } catch (error) {
    if (error instanceof EstimandError && error.code === 'expression-invalid') return error as EstimandError<'expression-invalid'>;
    throw error;
  }
}
