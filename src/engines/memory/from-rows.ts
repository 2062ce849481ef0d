import { EstimandError } from '../../errors/estimand-error.ts';
import { textVector } from '../../expressions/text-loops.ts';
import type { Vector } from '../../expressions/vector.ts';
import type { SyncRelation } from '../../relation/relation.ts';
import { memoryRelation } from './relation.ts';
import { tableOf } from './table.ts';

export type Value = string | number | bigint | boolean | Date | null | undefined;
/** A whole column: numbers, or values with null and undefined for what is unknown. */
export type ColumnData = Float64Array | Int32Array | BigInt64Array | readonly Value[];

/**
 * Rows as objects. A key missing from a row is unknown there, as are null and undefined; NaN is a number, and an error where it is measured.
 * Errors  rows-mixed-types when a column holds, say, both text and numbers.
 */
export function fromRows(rows: readonly Readonly<Record<string, Value>>[], name = 'rows in memory'): SyncRelation {
  const names = new Set<string>();
  for (const row of rows) for (const key in row) names.add(key);
  return fromColumns(Object.fromEntries([...names].map((column) => [column, rows.map((row) => row[column])])), name);
}

/** Columns of equal length. */
export function fromColumns(columns: Readonly<Record<string, ColumnData>>, name = 'columns in memory'): SyncRelation {
  const entries = Object.entries(columns);
  const n = entries[0]?.[1].length ?? 0;
  const uneven = entries.find(([, data]) => data.length !== n);
  if (uneven) throw new EstimandError('columns-uneven', { column: uneven[0], length: uneven[1].length, expected: n, first: entries[0][0] });
  return memoryRelation(tableOf(name, n, new Map(entries.map(([column, data]) => [column, vectorOf(column, data)]))));
}

function vectorOf(column: string, data: ColumnData): Vector {
  if (data instanceof Float64Array) return { type: 'number', values: data, integer: data.every((x) => Number.isInteger(x)) };
  if (data instanceof Int32Array) return { type: 'number', values: Float64Array.from(data), integer: true };
  if (data instanceof BigInt64Array) return bigints([...data]);
  const types = new Set(data.filter((x) => x !== null && x !== undefined).map((x) => (x instanceof Date ? 'date' : typeof x)));
  if (types.size > 1 && !(types.size === 2 && types.has('number') && types.has('bigint'))) {
    throw new EstimandError('rows-mixed-types', { column, types: [...types].sort() });
  }
  if (types.has('string')) return textVector(data.map((x) => (x ?? undefined) as string | undefined));
  if (types.has('date')) return textVector(data.map((x) => (x as Date | null | undefined)?.toISOString()));
  if (types.has('bigint')) return bigints(data as readonly (bigint | number | null | undefined)[]);
  const type = types.has('boolean') ? 'boolean' : 'number';
  const values = Float64Array.from(data, (x) => Number(x ?? 0));
  return { type, values, integer: values.every((x) => Number.isInteger(x)), ...knownIn(data) };
}

function knownIn(data: readonly unknown[]): { known?: Uint8Array } {
  return data.some((x) => x === null || x === undefined) ? { known: Uint8Array.from(data, (x) => (x === null || x === undefined ? 0 : 1)) } : {};
}

function bigints(data: readonly (bigint | number | null | undefined)[]): Vector {
  const values = Float64Array.from(data, (x) => Number(x ?? 0));
  const wide = values.some((x) => Math.abs(x) > Number.MAX_SAFE_INTEGER);
  return { type: 'number', values, integer: true, ...knownIn(data), ...(wide && { exact: textVector(data.map((x) => (x === null || x === undefined ? undefined : String(x)))) }) };
}
