import type { DuckDBConnection } from '@duckdb/node-api';
import type { Column } from '../../relation/schema.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { waysTo } from './paths.ts';
import { declaredColumns } from './schema.ts';
import { fieldsOf } from './shape.ts';

const { quote } = duckdbDialect;

/** A table of more columns than that is asked about those that are named only: each statement on it would bind all of them. */
export const wide = 1000;

/** A view or table, and columns that are known by name and type alone. */
export interface Narrow {
  readonly view: string;
  readonly others: readonly Column[];
}

/** Of a view of very many columns a copy of those that names lead to. */
export async function narrow(view: string, names: readonly string[], connection: DuckDBConnection): Promise<Narrow> {
  if (names.length === 0) return { view, others: [] };
  const all = await declaredColumns(view, connection);
  if (all.length <= wide) return { view, others: [] };
  const nested = all.some(({ type }) => type === 'other' || type === 'text');
  const fields = nested ? await fieldsOf(view, connection) : all.map(({ name }) => ({ name, shape: { kind: 'plain' } as const }));
  const named = new Set(names.flatMap((name) => waysTo(name, fields).flatMap(({ steps: [top] }) => (top.kind === 'field' ? [top.name] : []))));
  if (named.size === 0) return { view, others: [] };
  const kept = all.map(({ name }) => name).filter((name) => named.has(name));
  await connection.run(`create table estimand.named as select ${kept.map(quote).join(', ')} from ${view}`);
  return { view: 'estimand.named', others: all.filter(({ name }) => !named.has(name)) };
}
