import type { Rows } from '../../expressions/evaluate.ts';
import type { Vector } from '../../expressions/vector.ts';
import type { Column } from '../../relation/schema.ts';
import { columnNamed } from '../../relation/schema.ts';

/** Columns of equal length, in memory. */
export interface Table extends Rows {
  readonly name: string;
  readonly schema: readonly Column[];
}

export function tableOf(name: string, n: number, columns: ReadonlyMap<string, Vector>): Table {
  const schema = [...columns].map(([column, vector]) => schemaColumn(column, vector));
  return {
    name,
    n,
    schema,
    column(wanted) {
      columnNamed(schema, wanted, name);
      return columns.get(wanted)!;
    },
  };
}

function schemaColumn(name: string, v: Vector): Column {
  if (v.type === 'text') return { name, type: 'text', integer: false, wide: false, nullable: v.codes.includes(-1), declared: 'text' };
  return { name, type: v.type, integer: v.integer, wide: v.exact !== undefined, nullable: v.known?.includes(0) ?? false, declared: v.exact ? 'bigint' : v.type };
}

/** The rows of a vector at some positions. */
export function take(v: Vector, rows: Int32Array): Vector {
  if (v.type === 'text') return { ...v, codes: Int32Array.from(rows, (r) => v.codes[r]) };
  const { known, exact } = v;
  return {
    ...v,
    values: Float64Array.from(rows, (r) => v.values[r]),
    ...(known && { known: Uint8Array.from(rows, (r) => known[r]) }),
    ...(exact && { exact: { ...exact, codes: Int32Array.from(rows, (r) => exact.codes[r]) } }),
  };
}
