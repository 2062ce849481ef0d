import type { RowSource } from '../../expressions/evaluate.ts';
import type { Vector } from '../../expressions/vector.ts';
import { isOutside } from '../../relation/magnitudes.ts';
import type { Column } from '../../relation/schema.ts';

/** Columns of equal length, in memory. */
export interface Table extends RowSource {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Vector>;
}

export function tableOf(name: string, n: number, columns: ReadonlyMap<string, Vector>): Table {
  return { name, n, columns, column: (wanted) => columns.get(wanted)! };
}

/** The columns as their values declare them: a column of whole numbers holds integers. */
export function tableSchema(table: Table): readonly Column[] {
  return Array.from(table.columns, ([name, v]): Column => {
    if (v.type === 'text')
      return { name, type: v.times ? 'time' : 'text', integer: false, nullable: v.codes.includes(-1), declared: v.times ? 'date' : 'text' };
    const nullable = v.known?.includes(0) ?? false;
    if (v.exact) return { name, type: 'identifier', integer: true, nullable, declared: 'bigint' };
    const outside = v.type === 'number' ? v.values.find(isOutside) : undefined;
    return {
      name,
      type: v.type,
      integer: v.type === 'number' && v.values.every((x) => Number.isInteger(x)),
      nullable,
      declared: v.type,
      ...(outside !== undefined && { outside }),
    };
  });
}

/** The rows of a vector at some positions. */
export function take(v: Vector, rows: Int32Array): Vector {
  if (v.type === 'text') return { ...v, codes: gather(v.codes, rows, new Int32Array(rows.length)) };
  return {
    ...v,
    values: gather(v.values, rows, new Float64Array(rows.length)),
    ...(v.known && { known: gather(v.known, rows, new Uint8Array(rows.length)) }),
    ...(v.exact && { exact: { ...v.exact, codes: gather(v.exact.codes, rows, new Int32Array(rows.length)) } }),
  };
}

/** The values at some positions. */
export function gather<A extends Float64Array | Int32Array | Uint8Array>(from: A, rows: Int32Array, into: A): A {
  for (let i = 0; i < rows.length; i++) into[i] = from[rows[i]];
  return into;
}

/** Positions of the ones in a mask. */
export function positionsIn(mask: Uint8Array): Int32Array {
  const found = new Int32Array(mask.length);
  let count = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) found[count++] = i;
  return found.subarray(0, count);
}
