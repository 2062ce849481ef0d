import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRefusedFunction } from '../../src/engines/duckdb/harmless.ts';
import { openSql } from '../../src/engines/duckdb/open-files.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
  await files.put('units.csv', 'arm,x,user\n0,1,a\n1,2,b\n');
});
afterAll(() => files.close());

const namesOf = async (sql: string): Promise<readonly string[]> => {
  const rows = await openSql({ units: files.at('units.csv') }, sql);
  rows.close();
  return rows.schema.map(({ name }) => name);
};
const refusal = (sql: string): Promise<string> => messageFrom(() => namesOf(sql));

describe('the catalogue and the settings are out of reach of data.sql', () => {
  it.each([
    ['duckdb_settings', 'select * from duckdb_settings'],
    ['duckdb_tables', 'select * from units where x in (select count(*) from duckdb_tables)'],
    ['duckdb_views', 'with a as (select * from duckdb_views) select * from a'],
    ['pg_class', 'select * from units, pg_class'],
    ['pg_catalog.pg_class', 'select * from pg_catalog.pg_class'],
    ['information_schema.tables', 'select * from information_schema.tables'],
    ['sqlite_master', 'select (select max(sql) from sqlite_master) as x from units'],
    ['pragma_database_list', 'from pragma_database_list'],
    ['estimand.query', 'select * from estimand.query'],
    ['main.units', 'select * from main.units'],
    ['/etc/passwd', "select * from '/etc/passwd'"],
    // A name that WITH gives is the catalogue's again outside of it, and within it.
    ['pg_class', 'select * from (with pg_class as (select 1) select * from pg_class), pg_class'],
    ['pg_tables', 'with pg_tables as (select * from pg_tables) select * from pg_tables'],
  ])('table %s: %s', async (table, sql) => {
    expect(await refusal(sql)).toContain(`data.sql reads "${table}", which is not under data.from.`);
  });

  it.each([
    ['duckdb_settings', 'select * from duckdb_settings()'],
    ['pragma_version', 'select * from pragma_version()'],
    ['query_table', "select * from query_table(['duckdb_settings'])"],
    ['query', "select * from query('select 1')"],
    ['sql_auto_complete', "select * from sql_auto_complete('sel')"],
    ['current_setting', "select current_setting('temp_directory') as x from units"],
    ['current_setting', "select ('threads').current_setting() as x from units"],
    ['CURRENT_SETTING'.toLowerCase(), "select CURRENT_SETTING('threads') as x from units"],
    ['getenv', "select getenv('HOME') as x from units"],
    ['version', 'select version() as x from units'],
    ['current_query', 'select current_query() as x from units'],
    ['pg_get_viewdef', 'select pg_catalog.pg_get_viewdef(1) as x from units'],
    ['pg_sleep', 'select pg_sleep(1) as x from units'],
    ['json_structure', "select json_structure('[]') as x from units"],
    ['variant', 'select x::variant as x from units'],
    ['show', 'from (show tables)'],
    ['show', 'describe units'],
    ['show', 'select * from (summarize units)'],
  ])('%s: %s', async (called, sql) => {
    expect(await refusal(sql)).toContain(`data.sql calls ${called}, which reaches beyond the files that the study names.`);
  });

  it('names the table that may be meant', async () => {
    expect(await refusal('select * from unit')).toBe('data.sql reads "unit", which is not under data.from. Did you mean "units"?');
    expect(await refusal('select * from elsewhere')).toBe(
      'data.sql reads "elsewhere", which is not under data.from. It can read "units", and what it names itself by WITH.',
    );
  });

  it.each([
    'select * from units',
    'select * from UNITS u semi join units v using (arm)',
    'with recursive t as (select 1 as n union all select n + 1 from t where n < 4) select n from t',
    'with a as materialized (select * from units), b as (select * from a) select * from b',
    'select "user", pg_typeof(x) as t from units tablesample 100%',
    'select * from (pivot units on arm in (0, 1) using sum(x))',
    'select * from range(3) r(n), unnest([1, 2]) u(m)',
    'from (values (1, 2)) v(a, b)',
    'select now() as t, random() as r, today() as d from units',
  ])('leaves what a study needs: %s', async (sql) => {
    expect((await namesOf(sql)).length).toBeGreaterThan(0);
  });

  it('knows each function of DuckDB that is not the same for the same arguments', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const listed = await connection.run(
      "select distinct function_name from duckdb_functions() where function_type = 'scalar' and stability <> 'CONSISTENT' or function_name similar to '(current|pg|has|inet|session)_.*' and function_type in ('scalar', 'macro') order by 1",
    );
    const names = (await listed.getRows()).map(([name]) => String(name));
    connection.closeSync();
    instance.closeSync();
    // Clocks, chance, and an error of one's own; the size and the type of a value.
    const harmless = [
      'current_date',
      'current_localtime',
      'current_localtimestamp',
      'error',
      'gen_random_uuid',
      'get_current_time',
      'get_current_timestamp',
      'now',
      'pg_size_pretty',
      'pg_typeof',
    ];
    const more = ['random', 'setseed', 'today', 'transaction_timestamp', 'uuid', 'uuidv4', 'uuidv7'];
    expect(names.filter((name) => !isRefusedFunction(name))).toEqual([...harmless, ...more]);
    expect(names.length).toBeGreaterThan(50);
  });
});

it('messages name no tables but those of the study', async () => {
  const said = await Promise.all(
    ['select nothing from units', 'select cast(user as integer) as x from units', 'select * from units where x', "select error('x') as x from units"].map(
      refusal,
    ),
  );
  for (const message of said) expect(message).not.toMatch(/estimand/);
});
