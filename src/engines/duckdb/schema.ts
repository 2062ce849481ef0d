import type { DuckDBConnection } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { ValueType } from '../../expressions/expression.ts';
import { isOutside, magnitudes } from '../../relation/magnitudes.ts';
import type { Column } from '../../relation/schema.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { queryRows } from './query-rows.ts';
import { literals } from './sql-text.ts';

/** A column as DuckDB describes it. */
interface Described {
  readonly name: string;
  readonly declared: string;
}

/** What a scan of a column finds: unknown values, no others, and integers beyond 2^53. */
interface ColumnFacts {
  readonly nulls: boolean;
  readonly empty: boolean;
  readonly beyond: boolean;
  /** A number that is too large or too small to be computed with. */
  readonly outside?: number;
}

interface ViewFacts {
  /** Parquet files of which the view is a plain copy, if it is: their footers may spare a scan. */
  readonly footers: readonly string[];
  /** Types may be guesses from text. */
  readonly guessed: boolean;
}

const { quote } = duckdbDialect;

/** Columns of a view with the facts that decide how it is scanned, and a SELECT from it in which odd types are plain. */
interface ViewSchema {
  readonly schema: readonly Column[];
  readonly select: string;
  /** How many rows there are, where they were counted. */
  readonly rows?: number;
}

/** Errors  no-rows. */
export async function viewSchema(view: string, { footers, guessed }: ViewFacts, source: string, connection: DuckDBConnection): Promise<ViewSchema> {
  const described = await describedIn(view, connection);
  const stated = footers.length > 0 ? await fromFooters(footers, described, connection) : new Map<string, ColumnFacts>();
  const { rows, facts } = await fromScan(
    view,
    described.filter(({ name }) => !stated.has(name)),
    connection,
  );
  if (rows === 0) throw new EstimandError('no-rows', { source });
  const factsOf = (name: string): ColumnFacts => stated.get(name) ?? facts.get(name)!;
  // A column of empty cells could have any type: most columns are numbers.
  const columns = described.map(({ name, declared }) => ({ name, declared: guessed && factsOf(name).empty ? 'DOUBLE' : declared }));
  const schema = columns.map(({ name, declared }): Column => {
    const { nulls, beyond, outside } = factsOf(name);
    const type = beyond ? 'identifier' : typeOf(declared);
    return { name, type, integer: isInteger(declared), nullable: nulls, declared, ...(outside !== undefined && { outside }) };
  });
  return { schema, select: `select ${columns.map(plain).join(', ')} from ${view}`, rows };
}

/** The same of what a query reads, without looking at its values: any of them may be missing. */
export async function declaredSchema(view: string, connection: DuckDBConnection): Promise<ViewSchema> {
  const columns = await describedIn(view, connection);
  return { schema: columns.map(declaredColumn), select: `select ${columns.map(plain).join(', ')} from ${view}` };
}

export async function declaredColumns(view: string, connection: DuckDBConnection): Promise<readonly Column[]> {
  return (await describedIn(view, connection)).map(declaredColumn);
}

function declaredColumn({ name, declared }: Described): Column {
  return { name, type: typeOf(declared), integer: isInteger(declared), nullable: true, declared };
}

async function describedIn(view: string, connection: DuckDBConnection): Promise<readonly Described[]> {
  return (await queryRows(`describe ${view}`, connection)).map(([name, declared]) => ({ name: String(name), declared: String(declared) }));
}

const isInteger = (declared: string): boolean => /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL\(\d+,0\))$/.test(declared);
const mayGoBeyond = (declared: string): boolean => /^(U?(BIG|HUGE)INT|DECIMAL\(\d+,0\))$/.test(declared);

/** No other type holds numbers of such a size. */
const mayBeOutside = (declared: string): boolean => declared === 'DOUBLE';

function typeOf(declared: string): ValueType {
  if (isInteger(declared) || /^(DOUBLE|FLOAT|DECIMAL\(.*)$/.test(declared)) return 'number';
  if (declared === 'BOOLEAN') return 'boolean';
  if (/^(VARCHAR|UUID|ENUM\(.*)$/s.test(declared)) return 'text';
  return /^(DATE$|TIMESTAMP)/.test(declared) ? 'time' : 'other';
}

/** Decimals as the integers or doubles that they are, so that a key has one text in every engine. */
function plain({ name, declared }: Described): string {
  const cast = (type: string): string => `cast(${quote(name)} as ${type}) as ${quote(name)}`;
  if (/^DECIMAL\(\d+,0\)$/.test(declared)) return cast('hugeint');
  if (/^(DOUBLE|FLOAT|DECIMAL.*)$/.test(declared)) return cast('double');
  return declared === 'UUID' || declared.startsWith('ENUM') ? cast('varchar') : quote(name);
}

/** From the statistics in Parquet footers, for columns that have them in every row group. */
async function fromFooters(footers: readonly string[], described: readonly Described[], connection: DuckDBConnection): Promise<Map<string, ColumnFacts>> {
  const limits = 'min(try_cast(stats_min_value as double)), max(try_cast(stats_max_value as double))';
  const stated = 'count(*) = count(stats_null_count), count(*) = count(stats_min_value) and count(*) = count(stats_max_value)';
  const rows = await queryRows(
    `select path_in_schema, ${stated}, sum(stats_null_count), ${limits} from parquet_metadata(${literals(footers)}) group by path_in_schema`,
    connection,
  );
  const facts = new Map<string, ColumnFacts>();
  for (const { name, declared } of described) {
    const found = rows.filter(([path]) => path === name);
    const [[, nullsStated, boundsStated, nulls, low, high] = []] = found;
    const bounded = mayGoBeyond(declared) || mayBeOutside(declared);
    if (found.length !== 1 || nullsStated !== true || (bounded && boundsStated !== true)) continue;
    const ends = [Number(low ?? 0), Number(high ?? 0)];
    const beyond = mayGoBeyond(declared) && ends.some((end) => Math.abs(end) > Number.MAX_SAFE_INTEGER);
    const outside = mayBeOutside(declared) ? ends.find(isOutside) : undefined;
    facts.set(name, { nulls: Number(nulls) > 0, empty: false, beyond, ...(outside !== undefined && { outside }) });
  }
  return facts;
}

async function fromScan(view: string, columns: readonly Described[], connection: DuckDBConnection): Promise<{ rows: number; facts: Map<string, ColumnFacts> }> {
  const looks = columns.flatMap(({ name, declared }) => [
    `count(${quote(name)})`,
    mayGoBeyond(declared) ? `coalesce(max(abs(cast(${quote(name)} as double))), 0) > ${Number.MAX_SAFE_INTEGER}` : 'false',
    mayBeOutside(declared) ? outsideIn(quote(name)) : 'null',
  ]);
  const [[rows, ...found]] = await queryRows(`select ${['count(*)', ...looks].join(', ')} from ${view}`, connection);
  const factsAt = (i: number): ColumnFacts => ({
    nulls: found[i] !== rows,
    empty: Number(found[i]) === 0,
    beyond: found[i + 1] === true,
    ...(found[i + 2] !== null && { outside: Number(found[i + 2]) }),
  });
  const facts = new Map(columns.map(({ name }, i) => [name, factsAt(3 * i)]));
  return { rows: Number(rows), facts };
}

/** The largest number that `isOutside`; null where there is none. */
const outsideIn = (column: string): string =>
  `max(case when ${column} <> 0 and isfinite(${column}) and not abs(${column}) between ${magnitudes.least} and ${magnitudes.most} then ${column} end)`;
