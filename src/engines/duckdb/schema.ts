import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { ValueType } from '../../expressions/expression.ts';
import type { Column } from '../../relation/schema.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import type { Files } from './files.ts';
import { literal } from './open-files.ts';

/** What a scan of a column would find, known beforehand: unknown values and integers beyond 2^53. */
interface ColumnFacts {
  readonly nulls: boolean;
  readonly beyond: boolean;
}

const { quote } = duckdbDialect;
const largest = 9_007_199_254_740_992;

/** Columns of the SELECT with the facts that decide how it is scanned, and the SELECT with odd types made plain. */
export async function schemaOf(sql: string, files: readonly Files[], connection: DuckDBConnection, name: string): Promise<{ schema: readonly Column[]; select: string }> {
  const described = await rowsOf(`describe ${sql}`, connection);
  const columns = described.map(([column, declared]) => ({ name: String(column), declared: String(declared) }));
  const select = `select ${columns.map((c) => `${plain(c.name, c.declared)} as ${quote(c.name)}`).join(', ')} from (${sql}) as t`;
  const plainFile = files.length === 1 && sql === 'select * from rows' && files[0].format.stays ? files[0] : undefined;
  const facts = (plainFile && (await fromMetadata(plainFile, connection))) ?? new Map<string, ColumnFacts>();
  const missing = columns.filter((c) => !facts.has(c.name));
  const scanned = missing.length > 0 ? await fromScan(missing, sql, connection) : facts;
  const rows = Number((await rowsOf(`select count(*) from (${sql}) as t`, connection))[0][0]);
  if (rows === 0) throw new EstimandError('no-rows', { source: name });
  const schema = columns.map((c): Column => {
    const { nulls, beyond } = facts.get(c.name) ?? scanned.get(c.name)!;
    return { name: c.name, type: typeOf(c.declared), integer: isInteger(c.declared), wide: beyond, nullable: nulls, declared: c.declared };
  });
  return { schema, select };
}

const isInteger = (declared: string): boolean => /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(declared) || /^DECIMAL\(\d+,0\)$/.test(declared);

function typeOf(declared: string): ValueType {
  if (isInteger(declared) || declared === 'DOUBLE' || declared === 'FLOAT' || declared.startsWith('DECIMAL')) return 'number';
  if (declared === 'BOOLEAN') return 'boolean';
  if (declared === 'VARCHAR' || declared === 'UUID' || declared.startsWith('ENUM')) return 'text';
  return /^(DATE|TIME)/.test(declared) ? 'time' : 'other';
}

/** Decimals as the integers or doubles they are, so that a key has one text in every engine. */
function plain(column: string, declared: string): string {
  if (/^DECIMAL\(\d+,0\)$/.test(declared)) return `cast(${quote(column)} as hugeint)`;
  if (declared.startsWith('DECIMAL')) return `cast(${quote(column)} as double)`;
  return declared === 'UUID' || declared.startsWith('ENUM') ? `cast(${quote(column)} as varchar)` : quote(column);
}

/** From the statistics in Parquet footers, where every row group has them. */
async function fromMetadata({ paths }: Files, connection: DuckDBConnection): Promise<Map<string, ColumnFacts>> {
  const list = `[${paths.map(literal).join(', ')}]`;
  const bound = (value: string): string => `max(abs(try_cast(${value} as double)))`;
  const rows = await rowsOf(
    `select path_in_schema, count(*) - count(stats_null_count), sum(stats_null_count), ${bound('stats_min_value')}, ${bound('stats_max_value')}, count(*) - count(stats_min_value) from parquet_metadata(${list}) group by path_in_schema`,
    connection,
  );
  const facts = new Map<string, ColumnFacts>();
  for (const [column, unstated, nulls, low, high, unbounded] of rows) {
    if (Number(unstated) > 0 || Number(unbounded) > 0) continue;
    facts.set(String(column), { nulls: Number(nulls) > 0, beyond: Math.max(Number(low ?? 0), Number(high ?? 0)) > largest });
  }
  return facts;
}

async function fromScan(columns: readonly { name: string; declared: string }[], sql: string, connection: DuckDBConnection): Promise<Map<string, ColumnFacts>> {
  const wide = (declared: string): boolean => /^(U?BIGINT|U?HUGEINT|DECIMAL\(\d+,0\))$/.test(declared);
  const parts = columns.flatMap(({ name, declared }) => [
    `count(*) - count(${quote(name)})`,
    wide(declared) ? `max(abs(cast(${quote(name)} as double)))` : '0',
  ]);
  const [row] = await rowsOf(`select ${parts.join(', ')} from (${sql}) as t`, connection);
  return new Map(columns.map(({ name }, i) => [name, { nulls: Number(row[2 * i]) > 0, beyond: Number(row[2 * i + 1] ?? 0) > largest }]));
}

async function rowsOf(sql: string, connection: DuckDBConnection): Promise<readonly (readonly DuckDBValue[])[]> {
  return (await connection.run(sql)).getRows();
}
