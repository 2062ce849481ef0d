import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { queryRows } from './query-rows.ts';

const harmless: readonly string[] = ['range', 'generate_series', 'unnest'];

/**
 * A query may make rows and take lists apart; every other table function reads, writes or changes something that the study did not name.
 *
 * Errors  sql-function-refused.
 */
export async function expectHarmless(sql: string, connection: DuckDBConnection): Promise<void> {
  const [[tree]] = await queryRows('select json_serialize_sql($1::varchar)', connection, [sql]);
  const refused = tableFunctionsIn(JSON.parse(String(tree))).find((name) => !harmless.includes(name));
  if (refused !== undefined) throw new EstimandError('sql-function-refused', { called: refused, allowed: harmless });
}

function tableFunctionsIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap(tableFunctionsIn);
  if (!('type' in node) || node.type !== 'TABLE_FUNCTION' || !('function' in node)) return inside;
  return [(node.function as { function_name: string }).function_name, ...inside];
}
