import { ARRAY, type DuckDBType, DuckDBTypeId, DuckDBVarCharType, LIST, MAP, STRUCT } from '@duckdb/node-api';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import type { Into } from './paths.ts';

/** The type of what lies at the end of a way. */
export interface TypedEnd {
  readonly steps: readonly Into[];
  readonly type: string;
}

/** A type as SQL writes it, with other types at the ends of ways into it: all items of a list and all keys of a map have one. */
export function typeSql(type: DuckDBType, ends: readonly TypedEnd[]): string {
  const here = ends.find(({ steps }) => steps.length === 0);
  if (here) return here.type;
  const below = (goes: (step: Into) => boolean): readonly TypedEnd[] =>
    ends.flatMap(({ steps: [step, ...rest], type: t }) => (goes(step) ? [{ steps: rest, type: t }] : []));
  const item = (step: Into): boolean => step.kind === 'item' || step.kind === 'each';
  switch (type.typeId) {
    case DuckDBTypeId.STRUCT: {
      const field = (name: string, i: number): string =>
        `${duckdbDialect.quote(name)} ${typeSql(
          type.entryTypes[i],
          below((step) => step.kind === 'field' && step.name === name),
        )}`;
      return `STRUCT(${type.entryNames.map(field).join(', ')})`;
    }
    case DuckDBTypeId.LIST:
      return `${typeSql(type.valueType, below(item))}[]`;
    case DuckDBTypeId.ARRAY:
      return `${typeSql(type.valueType, below(item))}[${type.length}]`;
    case DuckDBTypeId.MAP:
      return `MAP(${typeSql(type.keyType, [])}, ${typeSql(
        type.valueType,
        below((step) => step.kind === 'key'),
      )})`;
    default:
      return type.alias ?? type.toString();
  }
}

/** The columns into which some ways lead, with these types at their ends. */
export function typesWith(types: ReadonlyMap<string, DuckDBType>, ends: readonly TypedEnd[]): ReadonlyMap<string, string> {
  return new Map(
    [...types].flatMap(([name, type]) => {
      const into = ends.flatMap(({ steps: [top, ...steps], type: t }) => (top.kind === 'field' && top.name === name ? [{ steps, type: t }] : []));
      return into.length === 0 ? [] : [[name, typeSql(type, into)] as const];
    }),
  );
}

/** The type at the end of a way into another. */
export function typeAt(type: DuckDBType, [step, ...rest]: readonly Into[]): string {
  if (step === undefined) return type.alias ?? type.toString();
  if (type.typeId === DuckDBTypeId.STRUCT && step.kind === 'field') return typeAt(type.entryTypes[type.entryNames.indexOf(step.name)], rest);
  const isList = type.typeId === DuckDBTypeId.LIST || type.typeId === DuckDBTypeId.ARRAY;
  return isList || type.typeId === DuckDBTypeId.MAP ? typeAt(type.valueType, rest) : type.toString();
}

/** A type that can be written: an object with a part without a name has none, and is JSON. */
export function writable(type: DuckDBType): DuckDBType {
  switch (type.typeId) {
    case DuckDBTypeId.STRUCT:
      if (type.entryNames.includes('')) return DuckDBVarCharType.create('JSON');
      return STRUCT(Object.fromEntries(type.entryNames.map((name, i) => [name, writable(type.entryTypes[i])])));
    case DuckDBTypeId.LIST:
      return LIST(writable(type.valueType));
    case DuckDBTypeId.ARRAY:
      return ARRAY(writable(type.valueType), type.length);
    case DuckDBTypeId.MAP:
      return MAP(type.keyType, writable(type.valueType));
    default:
      return type;
  }
}
