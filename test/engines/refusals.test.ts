import { mkdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { column } from '../../src/expressions/build.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { moments } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const open = (...names: readonly string[]): Promise<Relation> => openFiles(names.length === 1 ? files.at(names[0]) : names.map(files.at));

/** What is said when files cannot be opened, with paths as seen from their folder. */
async function refusal(...names: readonly string[]): Promise<string> {
  const error: unknown = await open(...names).then(
    (rows) => rows.close(),
    (why: unknown) => why,
  );
  expect(error).toBeInstanceOf(EstimandError);
  return (error as EstimandError).message.replaceAll(`${files.folder}/`, '').replaceAll(files.folder, '.');
}

describe('a refusal in words', () => {
  const table = 'Give a file that ends in .parquet, .csv, .csv.gz, .tsv, .tsv.gz, .jsonl, .ndjson, .jsonl.gz, .ndjson.gz, .json, .json.gz.';
  const complete = 'Check that the file is complete and that you may read it, or export it again.';

  it('of a file that is not there names the nearest', async () => {
    await files.put('support.csv', 'x\n1\n');
    expect(await refusal('suport.csv')).toBe('There is no file suport.csv. Did you mean "support.csv"?');
    expect(await refusal('nothing-like-it.parquet')).toBe(
      'There is no file nothing-like-it.parquet. Check the path; paths in a study are relative to its folder.',
    );
    expect(await refusal('no-such-*.parquet')).toBe('There is no file no-such-*.parquet. Check the path; paths in a study are relative to its folder.');
    expect(await refusal('no/such/folder.csv')).toBe('There is no file no/such/folder.csv. Check the path; paths in a study are relative to its folder.');
  });

  it('of a folder, an empty file and an ending that says nothing', async () => {
    await mkdir(files.at('folder.parquet'), { recursive: true });
    expect(await refusal('folder.parquet')).toBe('folder.parquet is a folder. Name the files in it, such as folder.parquet/*.parquet.');
    await files.put('empty.csv', '');
    expect(await refusal('empty.csv')).toBe('empty.csv is empty. Export it again, with a header line and rows.');
    await files.put('notes.txt', 'x\n1\n');
    expect(await refusal('notes.txt')).toBe(`notes.txt is not a table that can be read here. ${table}`);
  });

  it('of a file with no rows', async () => {
    const filters = 'Check the export and its filters.';
    await files.put('header.csv', 'x,y\n');
    expect(await refusal('header.csv')).toBe(`header.csv has columns but no rows. ${filters}`);
    await files.put('blank.csv.gz', gzipSync(''));
    expect(await refusal('blank.csv.gz')).toBe(`blank.csv.gz has columns but no rows. ${filters}`);
    await files.run(`copy (select 1 as x limit 0) to '${files.at('none.parquet')}'`);
    expect(await refusal('none.parquet')).toBe(`none.parquet has columns but no rows. ${filters}`);
  });

  it('of Parquet that is none', async () => {
    await files.put('text.parquet', 'this is text, and long enough to hold a footer\n');
    expect(await refusal('text.parquet')).toBe(`text.parquet cannot be read: No magic bytes found at end of file 'text.parquet'. ${complete}`);
    await files.run(`copy (select i as x from range(1000) as t(i)) to '${files.at('whole.parquet')}'`);
    const whole = await readFile(files.at('whole.parquet'));
    await files.put('cut.parquet', whole.subarray(0, whole.length - 100));
    expect(await refusal('cut.parquet')).toBe(`cut.parquet cannot be read: No magic bytes found at end of file 'cut.parquet'. ${complete}`);
  });

  it('of CSV that is ragged, cut off or of another encoding names the line', async () => {
    await files.put('short.csv', 'x,y,z\n1,2,3\n4,5\n');
    expect(await refusal('short.csv')).toBe(`short.csv cannot be read: line 3 has 2 cells, where the header has 3. ${complete}`);
    await files.put('long.csv', 'x,y,z\n1,2,3\n4,5,6,7\n');
    expect(await refusal('long.csv')).toBe(`long.csv cannot be read: line 3 has 4 cells, where the header has 3. ${complete}`);
    await files.put('latin.csv', Buffer.from('x,y\n1,2\n1,fa\xE7ade\n', 'latin1'));
    expect(await refusal('latin.csv')).toBe(
      'latin.csv is not in UTF-8: see line 3; it may be in Latin-1 or Windows-1252. Save it as UTF-8 (in Excel: CSV UTF-8; in a shell: iconv -f WINDOWS-1252 -t UTF-8).',
    );
    await files.put('packed.csv.gz', gzipSync('x,y\n1,2\n').subarray(0, 12));
    expect(await refusal('packed.csv.gz')).toBe('packed.csv.gz ends before its packed data do. Copy or download it again; gzip -t says whether it is whole.');
  });

  it('of JSONL that is cut off', async () => {
    await files.put('cut.jsonl', '{"x":1}\n{"x":\n');
    expect(await refusal('cut.jsonl')).toBe(
      `cut.jsonl cannot be read: Malformed JSON in file "cut.jsonl", at byte 7 in line 3: unexpected end of data. ${complete}`,
    );
  });

  it('of files that do not belong together', async () => {
    await files.put('b.csv', 'x\n1\n');
    await files.put('c.csv', 'x,z\n1,2\n');
    await files.put('d.jsonl', '{"x":1}\n');
    expect(await refusal('b.csv', 'd.jsonl')).toBe('b.csv and d.jsonl are of different formats. Name files of one format, or convert the odd ones.');
    const together = 'Name files of the same columns, or bring them together with data.sql.';
    expect(await refusal('b.csv', 'c.csv')).toBe(`b.csv has no column "z", which c.csv has. ${together}`);
    expect(await refusal('c.csv', 'b.csv')).toBe(`b.csv has no column "z", which c.csv has. ${together}`);
    await files.run(`copy (select 1 as x) to '${files.at('x.parquet')}'`);
    await files.run(`copy (select 1 as z) to '${files.at('z.parquet')}'`);
    expect(await refusal('x.parquet', 'z.parquet')).toBe(`z.parquet has no column "x", which x.parquet has. ${together}`);
  });

  it('of columns that differ in case only', async () => {
    const rename = 'which a database cannot tell apart. Rename one of them: upper and lower case do not count.';
    await files.put('twins.csv', 'a,b,A\n1,2,3\n');
    expect(await refusal('twins.csv')).toBe(`twins.csv has two columns "a" and "A", ${rename}`);
    await files.put('same.csv', 'a,b,a\n1,2,3\n');
    expect(await refusal('same.csv')).toBe(`same.csv has two columns "a" and "a", ${rename}`);
    await files.put('twins.jsonl', '{"a":1}\n{"A":2}\n');
    expect(await refusal('twins.jsonl')).toMatch(/^twins.jsonl has two columns "[aA]" and "[aA]", which a database cannot tell apart. /);
  });
});

it('Parquet that is spoilt after opening fails the round in plain words, never in part', async () => {
  await files.run(`copy (select i as x, i % 2 as arm from range(300000) as t(i)) to '${files.at('spoilt.parquet')}' (row_group_size 20000)`);
  const rows = await open('spoilt.parquet');
  const bytes = await readFile(files.at('spoilt.parquet'));
  await files.put('spoilt.parquet', bytes.subarray(0, 1000));
  const answer = rows.answer([moments({ columns: { x: column('x') }, by: ['arm'] })]);
  await expect(answer).rejects.toThrow(/spoilt.parquet changed while it was read. Run again when nothing writes to it, or on a copy.$/);
  await expect(answer).rejects.toMatchObject({ name: 'EstimandError', code: 'file-changed' });
  rows.close();
});
