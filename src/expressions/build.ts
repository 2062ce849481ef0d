import type { Expression, FunctionName } from './expression.ts';

type Operand = Expression | number;
const expressionOf = (x: Operand): Expression => (typeof x === 'number' ? number(x) : x);

export const column = (name: string): Expression => ({ op: 'column', name });
export const number = (value: number): Expression => ({ op: 'number', value });
export const text = (value: string): Expression => ({ op: 'text', value });

export const add = (left: Operand, right: Operand): Expression => ({ op: 'add', left: expressionOf(left), right: expressionOf(right) });
export const subtract = (left: Operand, right: Operand): Expression => ({ op: 'subtract', left: expressionOf(left), right: expressionOf(right) });
export const times = (left: Operand, right: Operand): Expression => ({ op: 'times', left: expressionOf(left), right: expressionOf(right) });
export const divide = (left: Operand, right: Operand): Expression => ({ op: 'divide', left: expressionOf(left), right: expressionOf(right) });

export const equals = (left: Operand, right: Operand): Expression => ({ op: 'equals', left: expressionOf(left), right: expressionOf(right) });
export const less = (left: Operand, right: Operand): Expression => ({ op: 'less', left: expressionOf(left), right: expressionOf(right) });
export const atMost = (left: Operand, right: Operand): Expression => ({ op: 'atMost', left: expressionOf(left), right: expressionOf(right) });
export const greater = (left: Operand, right: Operand): Expression => ({ op: 'greater', left: expressionOf(left), right: expressionOf(right) });
export const and = (left: Expression, right: Expression): Expression => ({ op: 'and', left, right });
export const or = (left: Expression, right: Expression): Expression => ({ op: 'or', left, right });
export const not = (of: Expression): Expression => ({ op: 'not', of });

/** True on rows where the value is there. Never unknown itself. */
export const isKnown = (of: Expression): Expression => ({ op: 'isKnown', of });
/** 0 or 1 from a condition. */
export const indicator = (of: Expression): Expression => ({ op: 'indicator', of });
/** A date or a time as seconds since 1970. */
export const seconds = (of: Expression): Expression => ({ op: 'seconds', of });
/** Is the canonical text of the value this level? */
export const is = (of: Expression, level: string): Expression => ({ op: 'is', of, level });
/** The value where the condition holds, `otherwise` elsewhere, where it is unknown too. */
export const when = (condition: Expression, value: Operand, otherwise: Operand): Expression => ({
  op: 'when',
  condition,
  value: expressionOf(value),
  otherwise: expressionOf(otherwise),
});
/** A value that was checked to be above zero: what is divided by it is known. */
export const positive = (of: Expression): Expression => when(greater(of, 0), of, 1);
export const call = (name: FunctionName, of: Expression): Expression => ({ op: 'call', name, of });

/** The sum of some terms; zero when there are none. */
export const sum = (terms: readonly Expression[]): Expression => (terms.length === 0 ? number(0) : terms.reduce((a, b) => add(a, b)));

/** Winsorized: the value, but no less than `low` and no more than `high`. */
export const winsorized = (of: Expression, low: number, high: number): Expression => when(less(of, low), low, when(greater(of, high), high, of));
