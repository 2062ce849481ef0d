import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSql } from '../../src/engines/duckdb/open-files.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { column } from '../../src/expressions/build.ts';
import { levels, moments } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
  await files.run(`copy (select i as id, i % 2 as arm, i / 4.0::double as x from range(100) as t(i)) to '${files.at('units.parquet')}'`);
  await files.put('names.csv', 'arm,name\n0,off\n1,on\n');
  await files.put('secret.csv', 'password\nhunter2\n');
});
afterAll(() => files.close());

const from = (): Record<string, string> => ({ units: files.at('units.parquet'), 'arm names': files.at('names.csv') });

async function refusal(sql: string): Promise<string> {
  const error: unknown = await openSql(from(), sql).then(
    (rows) => rows.close(),
    (why: unknown) => why,
  );
  expect(error).toBeInstanceOf(EstimandError);
  return (error as EstimandError).message.replaceAll(`${files.folder}/`, '');
}

describe('one SELECT over named files', () => {
  const sound = [
    'select name, x from units join "arm names" using (arm)',
    'select name, x from units join "arm names" using (arm);',
    'select name, x from units join "arm names" using (arm) -- and nothing else',
    '-- all of them\nwith u as (select * from units) select name, x from u join "arm names" using (arm) /* done */ ;',
    'from units join "arm names" using (arm) select name, x',
  ];
  it.each(sound)('is asked as it stands: %s', async (sql) => {
    const rows = await openSql(from(), sql);
    expect(rows.schema.map(({ name }) => name)).toEqual(['name', 'x']);
    const [reply] = await rows.answer([moments({ columns: { x: column('x') }, by: ['name'] })]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key, moments: { n, mean } }) => [key[0], n, mean[0]])).toEqual([
      ['off', 50, 12.25],
      ['on', 50, 12.5],
    ]);
    rows.close();
  });

  const one = 'Write one SELECT over the names under data.from.';
  it.each([
    ['select 1; select 2', `data.sql holds 2 statements. ${one}`],
    ['', `data.sql holds 0 statements. ${one}`],
    ['-- nothing', `data.sql holds 0 statements. ${one}`],
    ['drop table "arm names"', `data.sql is no SELECT. ${one}`],
    ['insert into "arm names" values (2, \'x\')', `data.sql is no SELECT. ${one}`],
    ["attach 'other.db'", `data.sql is no SELECT. ${one}`],
    ['install httpfs', `data.sql is no SELECT. ${one}`],
    ['load httpfs', `data.sql is no SELECT. ${one}`],
    ['set enable_external_access = true', `data.sql is no SELECT. ${one}`],
    ['explain select 1', `data.sql is no SELECT. ${one}`],
    ['call pragma_version()', `data.sql is no SELECT. ${one}`],
  ])('and nothing else: %s', async (sql, message) => {
    expect(await refusal(sql)).toBe(message);
  });

  const mend = 'Check data.sql and the names under data.from; it can read nothing else.';
  it.each([
    ['selec 1', 'syntax error at or near "selec"'],
    ['select y from units', 'Referenced column "y" not found in FROM clause'],
    ['select cast(name as integer) as n from "arm names"', "Could not convert string 'off' to INT32 when casting from source column name"],
    ["copy units to 'stolen.csv'", 'Cannot access file "stolen.csv" - file system operations are disabled by configuration'],
  ])('that fails says why: %s', async (sql, why) => {
    expect(await refusal(sql)).toBe(`The data cannot be queried: ${why}. ${mend}`);
  });

  it.each([
    ['read_csv', "select * from read_csv('/etc/passwd')"],
    ['read_text', "select x from units where name in (select content from read_text('/etc/passwd'))"],
    ['glob', "with found as (select * from glob('/etc/*')) select * from found"],
    ['read_json', "select * from read_json('https://example.com/x.json')"],
    ['enable_logging', "select * from units, enable_logging(storage = 'file', storage_path = '/tmp/log')"],
    ['query', "select * from query('copy units to ''/tmp/copy''')"],
  ])('that calls %s is refused', async (called, sql) => {
    expect(await refusal(sql)).toBe(
      `data.sql calls ${called}, which reaches beyond the files that the study names. Select from the names under data.from; of table functions only range, generate_series, unnest may be called.`,
    );
  });

  it('may make rows and take lists apart', async () => {
    const rows = await openSql({ units: files.at('units.parquet') }, 'select units.*, i, u from units, range(2) as r(i), unnest([1, 2]) as l(u)');
    expect(rows.schema.map((c) => c.name).slice(-2)).toEqual(['i', 'u']);
    rows.close();
  });

  it('runs once: what it draws at random stays drawn', async () => {
    const rows = await openSql({ units: files.at('units.parquet') }, 'select random() as u from units, range(1000)');
    const [first, second] = [await rows.answer([moments({ columns: { u: column('u') } })]), await rows.answer([moments({ columns: { u: column('u') } })])];
    expect(second).toEqual(first);
    rows.close();
  });

  it('that yields no rows, or columns that differ in case only, is refused', async () => {
    expect(await refusal('select * from units where id > 1000')).toBe('the query has columns but no rows. Check the export and its filters.');
    expect(await refusal('select x as a, id as A from units')).toBe(
      'the query has two columns "a" and "A", which a database cannot tell apart. Rename one of them: upper and lower case do not count.',
    );
  });

  it('is judged by the file that it reads, whatever others are named', async () => {
    await files.run(`copy (select case when i > 0 then i end as x from range(10) as t(i)) to '${files.at('gaps.parquet')}'`);
    const rows = await openSql({ units: files.at('units.parquet'), rows: files.at('gaps.parquet') }, 'select * from rows');
    const [reply] = await rows.answer([moments({ columns: { x: column('x') } })]);
    expect(reply.kind === 'moments' && [reply.groups[0].moments.n, reply.groups[0].dropped]).toEqual([9, 1]);
    rows.close();
  });

  it('may call its files and columns anything', async () => {
    const name = `"; drop view units; --`;
    const rows = await openSql({ [name]: files.at('units.parquet') }, `select x as "'; --", arm as "select" from "${name.replaceAll('"', '""')}"`);
    const [reply] = await rows.answer([levels({ of: 'select' })]);
    expect(reply.kind === 'moments' && reply.groups.map(({ moments: { n } }) => n)).toEqual([50, 50]);
    rows.close();
  });
});

it('a cast that fails after many good rows is an error in plain words and no partial answer', async () => {
  await files.run(
    `copy (select case when i < 299999 then (i % 7)::varchar else 'oops' end as x, i % 2 as arm from range(300000) as t(i)) to '${files.at('casts.parquet')}'`,
  );
  const opened = openSql({ rows: files.at('casts.parquet') }, 'select arm, cast(x as integer) as x from rows');
  await expect(opened).rejects.toBeInstanceOf(EstimandError);
  await expect(opened).rejects.toThrow(/^The data cannot be queried: Could not convert string 'oops' to INT32 when casting from source column x. /);
});

it('a Parquet file that is damaged after it was opened is an error in the round, and no partial answer', async () => {
  await files.run(`copy (select i % 2 as arm, i::double as x from range(300000) as t(i)) to '${files.at('damaged.parquet')}'`);
  const rows = await openSql({ rows: files.at('damaged.parquet') }, 'select * from rows');
  await files.put('damaged.parquet', 'PAR1 no longer PAR1');
  const answer = rows.answer([moments({ columns: { x: column('x') }, by: ['arm'] })]);
  await expect(answer).rejects.toBeInstanceOf(EstimandError);
  await expect(answer).rejects.toThrow(/damaged.parquet changed while it was read. Run again when nothing writes to it, or on a copy.$/);
  rows.close();
});
