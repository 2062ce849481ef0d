import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import { queryRows } from './query-rows.ts';

/** Functions that make tables out of nothing but their arguments. */
const harmlessTables: readonly string[] = ['range', 'generate_series', 'unnest'];

/** Functions of a value that tell of the machine, the settings or the catalogue, wait, or may end the process on text that is nested deep. */
const refusedValues: readonly RegExp[] = [
  /^(getenv|getvariable|current_setting|version|stats|get_block_size|write_log|parse_duckdb_log_message|pg_sleep|sleep_ms|nextval|currval)$/,
  /^(current_(query|query_id|connection_id|transaction_id|database|schema|schemas|catalog|role|user)|session_user|user|txid_current|in_search_path)$/,
  /^(pg_(?!typeof$|size_pretty$)|has_.*_privilege$|inet_(client|server)_|(obj|shobj|col)_description$|format_(pg_)?type$|map_to_pg_oid$)/,
  /^json_(serialize_(sql|plan)|deserialize_sql|execute_serialized_sql|structure|group_structure|contains)$/,
];

/** What a FROM may hold. */
const harmlessSources: readonly string[] = ['BASE_TABLE', 'SUBQUERY', 'JOIN', 'TABLE_FUNCTION', 'EXPRESSION_LIST', 'EMPTY', 'PIVOT', 'COLUMN_DATA'];

interface Node {
  readonly type?: unknown;
  readonly [key: string]: unknown;
}

export const isRefusedFunction = (name: string): boolean => refusedValues.some((pattern) => pattern.test(name.toLowerCase()));

/**
 * A query may read the tables it is given and those it names itself by WITH, make rows and take lists apart. Every other table and table function reads,
 * writes or changes something that the study did not name: files, the settings, the catalogue.
 *
 * Errors  sql-table-refused, sql-function-refused. Text that is no SELECT gives false.
 */
export async function expectHarmless(sql: string, tables: readonly string[], connection: DuckDBConnection): Promise<boolean> {
  const [[text]] = await queryRows('select json_serialize_sql($1::varchar)', connection, [sql]);
  const tree = JSON.parse(String(text)) as Node;
  if (tree.error !== false) return false;
  const nodes = [...nodesIn(tree)];
  const builtIn = new Set((await queryRows('select view_name from duckdb_views() where internal', connection)).map(([name]) => String(name).toLowerCase()));
  const own = nodes.flatMap(commonNames);
  // A name of the catalogue that the query gives to a table of its own is the catalogue's again where that table is not in sight.
  const known = new Set([...tables.map((name) => name.toLowerCase()), ...own.filter((name) => !builtIn.has(name))]);
  for (const node of nodes) expectHarmlessNode(node, known, tables);
  return true;
}

function expectHarmlessNode(node: Node, known: ReadonlySet<string>, tables: readonly string[]): void {
  const called = nameIn(node, 'function_name');
  if (node.type === 'TABLE_FUNCTION') {
    const made = nameIn(node.function as Node, 'function_name');
    if (!harmlessTables.includes(made)) throw new EstimandError('sql-function-refused', { called: made, allowed: harmlessTables });
  } else if (node.type === 'BASE_TABLE') {
    const [within, name] = [[nameIn(node, 'catalog_name'), nameIn(node, 'schema_name')].filter(Boolean), nameIn(node, 'table_name')];
    if (within.length > 0 || !known.has(name.toLowerCase()))
      throw new EstimandError('sql-table-refused', { table: [...within, name].join('.'), known: tables });
  } else if (isSource(node) && !harmlessSources.includes(String(node.type)))
    throw new EstimandError('sql-function-refused', { called: String(node.type).toLowerCase().replace('_ref', ''), allowed: harmlessTables });
  if (called !== '' && isRefusedFunction(called)) throw new EstimandError('sql-function-refused', { called, allowed: harmlessTables });
  if (node.id === 'VARIANT') throw new EstimandError('sql-function-refused', { called: 'variant', allowed: harmlessTables });
}

/** A part of a FROM: it can be sampled. */
const isSource = (node: Node): boolean => 'sample' in node && 'alias' in node;

/** Names that a SELECT gives by WITH. */
function commonNames(node: Node): readonly string[] {
  const map = (node.cte_map as Node | undefined)?.map;
  const given = Array.isArray(map) ? map.map((entry: Node) => String(entry.key).toLowerCase()) : [];
  return typeof node.cte_name === 'string' ? [...given, node.cte_name.toLowerCase()] : given;
}

const nameIn = (node: Node, key: string): string => (typeof node[key] === 'string' ? node[key] : '');

function* nodesIn(part: unknown): Generator<Node> {
  const waiting: unknown[] = [part];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) yield next as Node;
    waiting.push(...Object.values(next));
  }
}
