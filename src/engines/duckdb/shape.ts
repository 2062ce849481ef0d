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

/** The types of the columns of a view or table, given as it stands in a statement. */
export async function columnTypesOf(view: string, connection: DuckDBConnection): Promise<ReadonlyMap<string, DuckDBType>> {
  const nothing = await connection.run(`select * from ${view} limit 0`);
  const types = nothing.columnTypes();
  return new Map(nothing.columnNames().map((name, i) => [name, types[i]]));
}

/** The columns of a view or table, given as it stands in a statement. */
export async function fieldsOf(view: string, connection: DuckDBConnection): Promise<readonly Field[]> {
  return fieldsIn(await columnTypesOf(view, connection));
}

export const fieldsIn = (types: ReadonlyMap<string, DuckDBType>): readonly Field[] => [...types].map(([name, type]) => ({ name, shape: shapeOf(type) }));

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

/** The value of each attribute in a list of names and values, such as `[{key: user.id, value: {stringValue: u-1}}]`; undefined of other lists. */
export function attributeIn(list: Shape): Shape | undefined {
  const fields = list.kind === 'list' && list.of.kind === 'struct' ? list.of.fields : [];
  const key = fields.find(({ name }) => name === 'key');
  return key?.shape.kind === 'text' ? fields.find(({ name }) => name === 'value')?.shape : undefined;
}

/** The kinds of value of OpenTelemetry: each value has one of them. */
const valueKinds = ['stringValue', 'intValue', 'doubleValue', 'boolValue', 'bytesValue', 'arrayValue', 'kvlistValue'] as const;

/** A value of OpenTelemetry, which says of what kind it is. */
export const saysItsKind = (shape: Shape): shape is Extract<Shape, { kind: 'struct' }> =>
  shape.kind === 'struct' && shape.fields.length > 0 && shape.fields.every(({ name }) => valueKinds.some((kind) => kind === name));
