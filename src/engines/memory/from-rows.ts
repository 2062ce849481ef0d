import { EstimandError } from '../../errors/estimand-error.ts';
import { textVector } from '../../expressions/text-loops.ts';
import type { NumberVector, Vector } from '../../expressions/vector.ts';
import type { SyncRelation } from '../../relation/relation.ts';
import { memoryRelation } from './relation.ts';
import { tableOf } from './table.ts';

export type RowValue = string | number | bigint | boolean | Date | null | undefined;
/** A whole column: numbers, or values with null and undefined for what is unknown. */
export type ColumnData = Float64Array | Int32Array | BigInt64Array | readonly RowValue[];

/**
 * Rows as objects. A key missing from a row is unknown there, as are null and undefined; NaN is a number, and an error where it is measured.
 * Errors  rows-mixed-types when a column holds, say, both text and numbers.
 */
export function fromRows(rows: readonly Readonly<Record<string, RowValue>>[], name = 'rows in memory'): SyncRelation {
  const columns = new Set<string>();
  for (const row of rows) for (const column of Object.keys(row)) columns.add(column);
  const dataOf = (column: string): readonly RowValue[] => rows.map((row) => (Object.hasOwn(row, column) ? row[column] : undefined));
  return relationOf(
    name,
    rows.length,
    Array.from(columns, (column) => [column, dataOf(column)]),
  );
}

/**
 * Columns of equal length.
 * Errors  columns-uneven; rows-mixed-types.
 */
export function fromColumns(columns: Readonly<Record<string, ColumnData>>, name = 'columns in memory'): SyncRelation {
  const entries = Object.entries(columns);
  const n = entries[0]?.[1].length ?? 0;
  const uneven = entries.find(([, data]) => data.length !== n);
  if (uneven) throw new EstimandError('columns-uneven', { column: uneven[0], length: uneven[1].length, expected: n, first: entries[0][0] });
  return relationOf(name, n, entries);
}

function relationOf(name: string, n: number, columns: readonly (readonly [string, ColumnData])[]): SyncRelation {
  return memoryRelation(tableOf(name, n, new Map(columns.map(([column, data]) => [column, vectorOf(column, data)]))));
}

function vectorOf(column: string, data: ColumnData): Vector {
  if (data instanceof Float64Array) return { type: 'number', values: data };
  if (data instanceof Int32Array) return { type: 'number', values: Float64Array.from(data) };
  if (data instanceof BigInt64Array) return integers(Array.from(data));
  const types = new Set(data.filter(isHere).map(typeOfValue));
  const [type = 'number', ...others] = [...types].sort();
  if (type === 'bigint' && (others.length === 0 || types.has('number'))) return integers(data as readonly (bigint | number | null | undefined)[]);
  if (others.length > 0) throw new EstimandError('rows-mixed-types', { column, types: [type, ...others] });
  if (type === 'string') return textVector((data as readonly (string | null | undefined)[]).map((x) => x ?? undefined));
  if (type === 'date') return { ...textVector((data as readonly (Date | null | undefined)[]).map((x) => x?.toISOString())), times: true };
  if (type === 'number' || type === 'boolean') return numbers(type, data as readonly (number | boolean | null | undefined)[]);
  throw new EstimandError('rows-mixed-types', { column, types: [type] });
}

const isHere = (x: RowValue): boolean => x !== null && x !== undefined;

function typeOfValue(x: RowValue): string {
  if (x instanceof Date) return Number.isNaN(x.getTime()) ? 'invalid date' : 'date';
  return typeof x;
}

function numbers(type: NumberVector['type'], data: readonly (number | bigint | boolean | null | undefined)[]): NumberVector {
  const values = Float64Array.from(data, (x) => Number(x ?? 0));
  return data.every(isHere) ? { type, values } : { type, values, known: Uint8Array.from(data, (x) => (isHere(x) ? 1 : 0)) };
}

/** Those beyond 2^53 keep their digits as text. */
function integers(data: readonly (bigint | number | null | undefined)[]): NumberVector {
  const rounded = numbers('number', data);
  if (rounded.values.every((x) => Math.abs(x) <= Number.MAX_SAFE_INTEGER)) return rounded;
  return { ...rounded, exact: textVector(data.map((x) => (isHere(x) ? String(x) : undefined))) };
}
