import { evaluate } from '../../expressions/evaluate.ts';
import type { Expression } from '../../expressions/expression.ts';
import { keyVector } from '../../expressions/text-loops.ts';
import { isKnownAt, type NumberVector, type TextVector, type Vector } from '../../expressions/vector.ts';
import type { Table } from './table.ts';

export function measuresOf(columns: Readonly<Record<string, Expression>>, table: Table): Readonly<Record<string, NumberVector>> {
  return Object.fromEntries(Object.entries(columns).map(([name, e]) => [name, evaluate(e, table) as NumberVector]));
}

export function keysOf(by: Readonly<Record<string, Expression>>, table: Table): readonly TextVector[] {
  return Object.values(by).map((e) => keyVector(evaluate(e, table)));
}

export const labelOf = (e: Expression, label: string): string => (e.op === 'column' ? e.name : label);

/** One for the rows where a condition holds. */
export function rowsWhere(table: Table, condition: Expression | undefined): Uint8Array {
  const among = new Uint8Array(table.n);
  if (!condition) return among.fill(1);
  const holds = evaluate(condition, table) as NumberVector;
  for (let i = 0; i < among.length; i++) among[i] = isKnownAt(holds, i) ? holds.values[i] : 0;
  return among;
}

/** One for those of some rows where all of these are known. */
export function knownAmong(among: Uint8Array, vectors: readonly Vector[]): Uint8Array {
  const known = among.slice();
  for (const v of vectors) {
    if (v.type !== 'text' && !v.known) continue;
    for (let i = 0; i < known.length; i++) if (!isKnownAt(v, i)) known[i] = 0;
  }
  return known;
}
