import type { Expression } from '../expressions/expression.ts';
import { parseExpression } from '../expressions/parse/parse-expression.ts';

/** The texts with which conditions compare a column, by column. */
export function textsIn(conditions: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const texts = new Map<string, string[]>();
  for (const { name, value } of conditions.flatMap((condition) => compared(parseExpression(condition)))) texts.set(name, [...(texts.get(name) ?? []), value]);
  return Object.fromEntries(texts);
}

function compared(e: Expression): readonly { readonly name: string; readonly value: string }[] {
  if (!('left' in e)) return 'of' in e ? compared(e.of) : [];
  const { left, right } = e;
  if (left.op === 'column' && right.op === 'text') return [{ name: left.name, value: right.value }];
  if (left.op === 'text' && right.op === 'column') return [{ name: right.name, value: left.value }];
  return [...compared(left), ...compared(right)];
}
