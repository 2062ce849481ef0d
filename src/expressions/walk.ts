import type { Expression } from './expression.ts';

/** The parts directly below an expression. */
function parts(e: Expression): readonly Expression[] {
  if ('left' in e) return [e.left, e.right];
  if (e.op === 'when') return [e.condition, e.value, e.otherwise];
  return 'of' in e ? [e.of] : [];
}

/** Names of the columns an expression reads, each once, in reading order. */
export function columnsOf(e: Expression): readonly string[] {
  if (e.op === 'column') return [e.name];
  return [...new Set(parts(e).flatMap(columnsOf))];
}

/** Names of the columns whose values an expression computes with: not those that it only compares, or asks whether they are known. */
export function measuredColumns(e: Expression): readonly string[] {
  switch (e.op) {
    case 'column':
      return [e.name];
    case 'add':
    case 'subtract':
    case 'times':
    case 'divide':
      return [...measuredColumns(e.left), ...measuredColumns(e.right)];
    case 'call':
      return measuredColumns(e.of);
    case 'when':
      return [...measuredColumns(e.value), ...measuredColumns(e.otherwise)];
    default:
      return [];
  }
}

/** The expression with other expressions in place of some columns. */
export function replaced(e: Expression, by: (column: string) => Expression | undefined): Expression {
  if (e.op === 'column') return by(e.name) ?? e;
  if (e.op === 'when') return { op: 'when', condition: replaced(e.condition, by), value: replaced(e.value, by), otherwise: replaced(e.otherwise, by) };
  if ('left' in e) return { ...e, left: replaced(e.left, by), right: replaced(e.right, by) };
  return 'of' in e ? { ...e, of: replaced(e.of, by) } : e;
}

/** A number other than zero, or a value that is above zero. */
export const isNeverZero = (e: Expression): boolean => (e.op === 'number' ? e.value !== 0 : isAboveZero(e));

/** A positive number, a value where it is above one that is not negative and a positive number elsewhere, which is what `positive` makes, or the root of any of these. */
export function isAboveZero(e: Expression): boolean {
  if (e.op === 'number') return e.value > 0;
  if (e.op === 'call') return e.name === 'sqrt' && isAboveZero(e.of);
  if (e.op !== 'when' || e.condition.op !== 'greater' || !isAboveZero(e.otherwise)) return false;
  const { left, right } = e.condition;
  return right.op === 'number' && right.value >= 0 && expressionKey(left) === expressionKey(e.value);
}

/** Can the value be unknown, given which columns can be? */
export function mayBeUnknown(e: Expression, nullable: (column: string) => boolean): boolean {
  switch (e.op) {
    case 'column':
      return nullable(e.name);
    case 'isKnown':
      return false;
    case 'divide':
      return !isNeverZero(e.right) || mayBeUnknown(e.left, nullable) || mayBeUnknown(e.right, nullable);
    case 'call':
      return ((e.name === 'log' || e.name === 'log1p' || e.name === 'sqrt') && !isAboveZero(e.of)) || mayBeUnknown(e.of, nullable);
    case 'when':
      return mayBeUnknown(e.value, nullable) || mayBeUnknown(e.otherwise, nullable);
    default:
      return parts(e).some((part) => mayBeUnknown(part, nullable));
  }
}

/** Conditions under which the value is known: on its parts, so that they can be tested without the arithmetic. */
export function knownParts(e: Expression): readonly Expression[] {
  if (e.op === 'number' || e.op === 'text' || e.op === 'boolean' || e.op === 'isKnown') return [];
  if (e.op === 'add' || e.op === 'subtract' || e.op === 'times') return distinct([...knownParts(e.left), ...knownParts(e.right)]);
  if (e.op === 'divide' && isNeverZero(e.right)) return distinct([...knownParts(e.left), ...knownParts(e.right)]);
  return e.op === 'indicator' || e.op === 'is' ? knownParts(e.of) : [{ op: 'isKnown', of: e }];
}

const distinct = (those: readonly Expression[]): readonly Expression[] => [...new Map(those.map((e) => [expressionKey(e), e])).values()];

/** A text that equal expressions (or equal lists and records of them) share, and different ones do not. */
export function expressionKey(e: unknown): string {
  if (typeof e !== 'object' || e === null) return written(e);
  const key = keys.get(e) ?? (Array.isArray(e) ? `[${e.map((part: unknown) => expressionKey(part) ?? 'null').join(',')}]` : written(e));
  keys.set(e, key);
  return key;
}

/** What is asked in every round is written once. */
const keys = new WeakMap<object, string>();

function written(e: unknown): string {
  return JSON.stringify(e, (_, part: unknown) => (typeof part === 'number' && !Number.isFinite(part) ? String(part) : part));
}
