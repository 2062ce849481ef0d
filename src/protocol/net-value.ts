import { column, is, number, sum, times, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Outcome, Value } from './protocol.ts';

/** The name of the total that the study adds up itself: what one unit is worth over all outcomes. */
export const netValue = 'net value';

/** What a unit is worth: the outcomes that have a value, each by its column or its measure. */
export function worthOfUnit(outcomes: readonly Outcome[], assignment: string | undefined): Expression | undefined {
  const valued = outcomes.filter((o) => o.value !== undefined);
  if (valued.length === 0) return undefined;
  return sum(valued.map(({ name, value, measured, measure }) => times(worthOf(value!, assignment), measured ? measure : column(name))));
}

/** What a unit is worth, as it depends on the arm. */
function worthOf(value: Value, assignment: string | undefined): Expression {
  if (typeof value === 'number') return number(value);
  if (assignment === undefined) return number(0);
  return Object.entries(value).reduce<Expression>((otherwise, [arm, worth]) => when(is(column(assignment), arm), worth, otherwise), number(0));
}
