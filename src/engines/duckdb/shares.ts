import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Column } from '../../relation/schema.ts';
import { type SharesTable, shareColumn, sumTolerance } from '../../relation/shares.ts';
import { duckdbDialect } from '../sql/dialects/duckdb.ts';
import { queryRows } from './query-rows.ts';

export interface SharesFile extends SharesTable {
  readonly path: string;
}

const { quote } = duckdbDialect;

/** What a table of shares is called among the files: no statement of a study can name it. */
export const sharesView = (place: number): string => `estimand:shares:${place}`;

/**
 * Rows with a column for each name in a table beside them: its share at the row's value of the column that both have, and zero where the table has no such line. The table is read
 * once; a view of the rows stays one.
 *
 * Errors  policy-table-column, policy-table-empty, policy-table-chance, policy-table-twice, policy-table-sum, policy-table-rows.
 */
export async function withShares(
  rows: { readonly view: string; readonly schema: readonly Column[] },
  file: SharesFile,
  place: number,
  connection: DuckDBConnection,
): Promise<{ readonly select: string; readonly columns: readonly Column[] }> {
  const from = quote(sharesView(place));
  await expectColumns(file, from, connection);
  // That the rows lack the column is told with the other columns that a study names.
  if (!rows.schema.some(({ name }) => name === file.by)) return { select: `select * from ${rows.view}`, columns: [] };
  const long = `estimand.shares_${place}`;
  const [by, name, share] = [file.by, file.name, file.share].map(quote);
  await connection.run(
    `create table ${long} as select cast(${by} as varchar) as context, cast(${name} as varchar) as name, try_cast(${share} as double) as share from ${from}`,
  );
  await expectShares(file, from, long, connection);
  // Numbers are told apart faster than names, by each of the columns.
  const numbered = `estimand.names_${place}`;
  await connection.run(`create table ${numbered} as select name, row_number() over (order by name) - 1 as place from (select distinct name from ${long})`);
  const names = (await queryRows(`select name from ${numbered} order by place`, connection)).map(([found]) => String(found));
  const columns = names.map(
    (found, i): Column => ({ name: shareColumn(file.of, found, i), type: 'number', integer: false, nullable: true, declared: 'DOUBLE' }),
  );
  const wide = `estimand.wide_${place}`;
  const sums = columns.map((one, i) => `coalesce(sum(share) filter (where place = ${i}), 0) as ${quote(one.name)}`);
  await connection.run(`create table ${wide} as select context, ${sums.join(', ')} from ${long} join ${numbered} using (name) group by context`);
  await expectAll(file, rows.view, wide, connection);
  return {
    select: `select r.*, w.* exclude (context) from ${rows.view} r left join ${wide} w on cast(r.${by} as varchar) = w.context`,
    columns,
  };
}

const factsOf = ({ of, path }: SharesFile) => ({ policy: of, file: path });

async function expectColumns(file: SharesFile, from: string, connection: DuckDBConnection): Promise<void> {
  const known = (await queryRows(`describe ${from}`, connection)).map(([found]) => String(found));
  const column = [file.by, file.name, file.share].find((one) => !known.includes(one));
  if (column !== undefined) throw new EstimandError('policy-table-column', { ...factsOf(file), column, known });
}

async function expectShares(file: SharesFile, from: string, long: string, connection: DuckDBConnection): Promise<void> {
  const facts = factsOf(file);
  const first = async (sql: string): Promise<readonly DuckDBValue[] | undefined> => (await queryRows(`${sql} limit 1`, connection))[0];
  const counted = async (condition: string): Promise<number> => Number((await first(`select count(*) from ${long} where ${condition}`))![0]);
  const lines = await counted('true');
  for (const [column, found] of [
    [file.by, 'context'],
    [file.name, 'name'],
  ] as const) {
    const empty = await counted(`${found} is null or ${found} = ''`);
    if (empty > 0) throw new EstimandError('policy-table-empty', { ...facts, column, rows: empty, of: lines });
  }
  const where = (row: readonly DuckDBValue[]) => ({ by: file.by, value: String(row[0]), action: String(row[1]) });
  const odd = await first(
    `select cast(${quote(file.by)} as varchar), cast(${quote(file.name)} as varchar), cast(${quote(file.share)} as varchar) from ${from} where not coalesce(try_cast(${quote(file.share)} as double) between 0 and ${1 + sumTolerance}, false)`,
  );
  if (odd) throw new EstimandError('policy-table-chance', { ...facts, ...where(odd), found: odd[2] === null ? undefined : String(odd[2]) });
  const twice = await first(`select context, name, count(*) from ${long} group by context, name having count(*) > 1 order by context, name`);
  if (twice) throw new EstimandError('policy-table-twice', { ...facts, ...where(twice), rows: Number(twice[2]) });
  const sums = `select context, sum(share) as total from ${long} group by context having abs(sum(share) - 1) > ${sumTolerance}`;
  const apart = await first(`select context, total, count(*) over () from (${sums}) order by context`);
  if (apart)
    throw new EstimandError('policy-table-sum', {
      ...facts,
      by: file.by,
      value: String(apart[0]),
      sum: Number(apart[1]),
      contexts: Number(apart[2]),
      tolerance: sumTolerance,
    });
}

/** Rows whose value the table does not have would be routed nowhere. */
async function expectAll(file: SharesFile, view: string, wide: string, connection: DuckDBConnection): Promise<void> {
  const by = `cast(r.${quote(file.by)} as varchar)`;
  const [[rows, lost, first]] = await queryRows(
    `select count(*), count(*) filter (where w.context is null), min(${by}) filter (where w.context is null) from ${view} r left join ${wide} w on ${by} = w.context`,
    connection,
  );
  if (Number(lost) > 0)
    throw new EstimandError('policy-table-rows', {
      ...factsOf(file),
      by: file.by,
      value: first === null ? undefined : String(first),
      rows: Number(lost),
      of: Number(rows),
    });
}
