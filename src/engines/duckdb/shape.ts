import { type DuckDBConnection, type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';

/** What a value is made of, as far as a path can reach into it. */
export type Shape =
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  | { readonly kind: 'list'; readonly of: Shape }
  /** Keys that differ from row to row. */
  | { readonly kind: 'map'; readonly of: Shape }
  /** Text, which may be JSON. */
  | { readonly kind: 'text' }
  | { readonly kind: 'plain' };

export interface Field {
  readonly name: string;
  readonly shape: Shape;
}

/** The columns of a view or table, given as it stands in a statement. */
export async function fieldsOf(view: string, connection: DuckDBConnection): Promise<readonly Field[]> {
  const nothing = await connection.run(`select * from ${view} limit 0`);
  const types = nothing.columnTypes();
  return nothing.columnNames().map((name, i) => ({ name, shape: shapeOf(types[i]) }));
}

function shapeOf(type: DuckDBType): Shape {
  switch (type.typeId) {
    case DuckDBTypeId.STRUCT:
      return { kind: 'struct', fields: type.entryNames.map((name, i) => ({ name, shape: shapeOf(type.entryTypes[i]) })) };
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return { kind: 'list', of: shapeOf(type.valueType) };
    case DuckDBTypeId.MAP:
      return type.keyType.typeId === DuckDBTypeId.VARCHAR ? { kind: 'map', of: shapeOf(type.valueType) } : { kind: 'plain' };
    default:
      return { kind: type.typeId === DuckDBTypeId.VARCHAR ? 'text' : 'plain' };
  }
}
