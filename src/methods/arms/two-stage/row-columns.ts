import { column } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { expressionKey } from '../../../expressions/walk.ts';
import type { Asking } from '../../../relation/asking.ts';
import { derive } from '../../../relation/steps.ts';
import { askedOtherwise } from '../../../relation/within.ts';

/** Which columns a column may read: those of the data, or also those of the levels before. */
type Level = 0 | 1 | 2 | 3;

/** Columns that requests of one round read in common, and that are computed once a row. */
export interface RowColumns {
  readonly named: (level: Level, expression: Expression) => Expression;
  /** Asks on rows that have every column named before the round. */
  readonly asking: <T>(asking: Asking<T>) => Asking<T>;
}

/** @param prefix  of the columns' names; not one of the data's. */
export function rowColumns(prefix: string): RowColumns {
  const levels: readonly Record<string, Expression>[] = [{}, {}, {}, {}];
  const names = new Map<string, string>();
  return {
    named: (level, expression) => {
      if (expression.op === 'column') return expression;
      const key = `${level} ${expressionKey(expression)}`;
      const name = names.get(key) ?? `${prefix}:${names.size}`;
      names.set(key, name);
      levels[level][name] = expression;
      return column(name);
    },
    // Requests go in one scan when they differ only in what they derive last: an empty step for those that derive nothing.
    asking: (inner) =>
      askedOtherwise(inner, (request) => {
        const made = levels.filter((level) => Object.keys(level).length > 0).map((level) => derive({ ...level }));
        return { ...request, over: [...made, ...(request.over ?? [derive({})])] };
      }),
  };
}
