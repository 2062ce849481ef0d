import type { DuckDBConnection } from '@duckdb/node-api';
import { queryRows } from './query-rows.ts';
import { literal } from './sql-text.ts';

/** SQL types by column, as an option of a reader; nothing where there are none. */
export function typedBy(option: string, types: Readonly<Record<string, string>>): string {
  const written = Object.entries(types).map(([name, type]) => `${literal(name)}: ${literal(type)}`);
  return written.length === 0 ? '' : `${option} = {${written.join(', ')}}, `;
}

/** A reader of JSON with types of some columns: they can only be given to all of them at once. */
export async function typedJson(reader: (options: string) => string, types: Readonly<Record<string, string>>, connection: DuckDBConnection): Promise<string> {
  if (Object.keys(types).length === 0) return reader('');
  const described = await queryRows(`describe select * from ${reader('')}`, connection);
  return reader(typedBy('columns', Object.fromEntries(described.map(([name, type]) => [String(name), types[String(name)] ?? String(type)]))));
}
