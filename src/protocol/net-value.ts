import { column, is, number, sum, times, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import type { Outcome, Value } from './protocol.ts';

/** The study's own total: what one unit is worth, all outcomes together. */
export const netValue = 'net value';

/** A unit's worth over the outcomes that have a value: columns as they are, and what is measured as it is measured. */
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
