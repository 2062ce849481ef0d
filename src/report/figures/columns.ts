import type { Exhibit } from '../../estimate/exhibit.ts';

type Columns = Exhibit['columns'];

/** A column's text; absent cells are empty. */
export function texts(columns: Columns, name: string): readonly string[] {
  return (columns[name] ?? []).map((cell) => (cell === undefined ? '' : String(cell)));
}

/** A column's numbers; anything else is absent. */
export function numbers(columns: Columns, name: string): readonly (number | undefined)[] {
  return (columns[name] ?? []).map((cell) => (typeof cell === 'number' && Number.isFinite(cell) ? cell : undefined));
}

/** The longest column decides how many rows the exhibit has. */
export function rowCount(columns: Columns): number {
  return Math.max(0, ...Object.values(columns).map((column) => column.length));
}

/** Distinct values in order of appearance. */
export function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** Smallest and largest of the numbers and marks, with a little room; never empty. */
export function domainOf(values: readonly (number | undefined)[], marks: Exhibit['marks']): readonly [number, number] {
  const known = [...values, ...(marks ?? []).map((m) => m.at)].filter((v) => v !== undefined);
  if (known.length === 0) return [-1, 1];
  const low = Math.min(...known);
  const high = Math.max(...known);
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - room, high + room];
}
