import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromRows, type Value } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { column, greater } from '../../src/expressions/build.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { columns, levels, moments, quantiles, type Request } from '../../src/relation/requests.ts';
import { expectAgreement } from '../support/agreement.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const at = (name: string): string => join(files.folder, name);
const write = (name: string, content: string | Uint8Array): Promise<void> => writeFile(at(name), content);
const open = (...names: readonly string[]): Promise<Relation> => openFiles(names.length === 1 ? at(names[0]) : names.map(at));

/** What is said when files cannot be opened, with paths as seen from their folder. */
async function refusal(...names: readonly string[]): Promise<string> {
  const error: unknown = await open(...names).then(
    (rows) => rows.close(),
    (why: unknown) => why,
  );
  expect(error).toBeInstanceOf(EstimandError);
  return (error as EstimandError).message.replaceAll(`${files.folder}/`, '').replaceAll(files.folder, '.');
}

/** The declared type of each column. */
async function declared(...names: readonly string[]): Promise<Record<string, string>> {
  const rows = await open(...names);
  rows.close();
  return Object.fromEntries(rows.schema.map((c) => [c.name, c.declared]));
}

describe('the same rows in any format', () => {
  const texts = ['a', "it's", 'größe', '名前 😀', 'semi; colon, comma', 'line\nbreak', '"quoted"', "'; drop table rows --"];
  const rows: Record<string, Value>[] = Array.from({ length: 400 }, (_, i) => ({
    id: 9_007_199_254_740_993n + BigInt(i % 50),
    'x y': i % 7 === 0 ? null : (i % 31) / 8 + 1e8,
    'na"me': texts[i % texts.length],
    Größe: i % 3 === 0,
    count: i % 11,
    half: i % 5 === 4 ? null : 0.5 + (i % 9),
  }));
  const asked: readonly Request[] = [
    moments({ columns: { x: column('x y'), c: column('count') }, by: ['na"me', 'Größe'], where: greater(column('half'), 1) }),
    moments({ columns: { h: column('half') }, by: ['count'], weight: { column: column('count'), kind: 'frequency' } }),
    levels({ of: 'id' }),
    quantiles({ of: column('x y'), at: [0.25, 0.5, 0.9], by: ['Größe'] }),
    columns({ columns: { x: column('x y'), c: column('count') }, keys: ['id', 'na"me', 'Größe', 'half'] }),
  ];
  const formats = {
    CSV: ['all.csv'],
    'CSV, packed': ['all.csv.gz'],
    'CSV with semicolons': ['semicolons.csv'],
    TSV: ['all.tsv'],
    'TSV, packed': ['all.tsv.gz'],
    JSONL: ['all.jsonl'],
    'JSONL, packed': ['all.ndjson.gz'],
    Parquet: ['all.parquet'],
    'Parquet by a glob': ['part-*.parquet'],
    'Parquet by a list': ['part-1.parquet', 'part-2.parquet'],
    'CSV by a glob': ['part-*.csv'],
  };

  beforeAll(async () => {
    const lines = rows.map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `big ${value}` : value)).replaceAll(/"big (\d+)"/g, '$1'));
    await write('all.jsonl', lines.join('\n'));
    await write('all.ndjson.gz', gzipSync(lines.join('\n')));
    await files.run(`create table everything as select * from read_json('${at('all.jsonl')}', format = 'newline_delimited')`);
    const copies = { 'all.csv': '', 'all.csv.gz': '', 'semicolons.csv': ", delim ';'", 'all.tsv': ", delim '\t'", 'all.tsv.gz': ", delim '\t'" };
    for (const [name, options] of Object.entries(copies)) await files.run(`copy everything to '${at(name)}' (format csv, header${options})`);
    await files.run(`copy everything to '${at('all.parquet')}'`);
    for (const [name, limits] of Object.entries({ 'part-1': 'limit 150', 'part-2': 'offset 150' })) {
      await files.run(`copy (select * from everything ${limits}) to '${at(`${name}.parquet`)}'`);
      await files.run(`copy (select * from everything ${limits}) to '${at(`${name}.csv`)}' (format csv, header)`);
    }
  });

  it.each(Object.entries(formats))('%s', async (_, names) => {
    const memory = fromRows(rows).answerSync(asked);
    const relation = await open(...names);
    const found = await relation.answer(asked);
    relation.close();
    for (const [i, reply] of found.entries()) expectAgreement(reply, memory[i]);
    const types = Object.fromEntries(relation.schema.map(({ name, type, nullable }) => [name, `${type}${nullable ? '?' : ''}`]));
    expect(types).toEqual({ id: 'identifier', 'x y': 'number?', 'na"me': 'text', Größe: 'boolean', count: 'number', half: 'number?' });
  });
});

describe('a file', () => {
  it.each(["it's.csv", 'a[1].csv', 'st*r.csv', 'wh?t.csv', 'sp ace.csv', 'größe.csv', '{a,b}.csv', '"q".csv'])(
    'called %s is that file and no other',
    async (name) => {
      await write('a1.csv', 'x\n1\n2\n');
      await write('star.csv', 'x\n1\n2\n');
      await write('what.csv', 'x\n1\n2\n');
      await write(name, 'x\n7\n');
      const parquet = name.replace('.csv', '.parquet');
      await files.run(`copy (select 7 as x) to '${at(parquet).replaceAll("'", "''")}' (format parquet)`);
      for (const one of [name, parquet]) {
        const rows = await open(one);
        const [reply] = await rows.answer([levels({ of: 'x' })]);
        expect(reply.kind === 'moments' && reply.groups.map(({ key }) => key)).toEqual([['7']]);
        rows.close();
      }
    },
  );

  it('that is named twice is read once', async () => {
    await write('once.csv', 'x\n1\n2\n');
    const rows = await openFiles([at('once.csv'), at('once.csv'), at('onc*.csv')]);
    const [reply] = await rows.answer([moments({ columns: {} })]);
    expect(reply.kind === 'moments' && reply.groups[0].moments.n).toBe(2);
    rows.close();
  });

  it('of CSV is read by its header, not by a guess from its lines', async () => {
    await write('hash.csv', '#a,b\n#1,2\n3,4\n');
    expect(await declared('hash.csv')).toEqual({ '#a': 'VARCHAR', b: 'BIGINT' });
    await write('marked.csv', '\uFEFFa;b\r\n1;"x\r\n;y"\r\n');
    expect(await declared('marked.csv')).toEqual({ a: 'BIGINT', b: 'VARCHAR' });
    await write('one.tsv', 'a,b\n1,5\n');
    expect(await declared('one.tsv')).toEqual({ 'a,b': 'VARCHAR' });
  });

  it('of CSV keeps leading zeros, and takes an empty cell for unknown, quoted or not', async () => {
    await write('zeros.csv', 'code,note\n007,""\n008,\n009,x\n');
    const rows = await open('zeros.csv');
    const [codes, notes] = await rows.answer([levels({ of: 'code' }), levels({ of: 'note' })]);
    expect(codes.kind === 'moments' && codes.groups.map(({ key }) => key[0])).toEqual(['007', '008', '009']);
    expect(notes.kind === 'moments' && [notes.groups.map(({ key }) => key[0]), notes.keyless]).toEqual([['x'], 2]);
    rows.close();
  });

  it('of CSV is of the type that all its rows allow, the last one too', async () => {
    await write('late.csv', `x\n${'1\n'.repeat(40_000)}NA\n`);
    const rows = await open('late.csv');
    await expect(rows.answer([moments({ columns: { x: column('x') } })])).rejects.toThrow(
      /^Column "x" of .*late.csv holds VARCHAR, not numbers. Name a numeric or boolean column, or convert it; in a CSV one cell such as "NA" makes a whole column text: leave missing cells empty.$/,
    );
    rows.close();
  });

  it.each(['hollow.csv', 'hollow.jsonl'])('of no values in a column (%s) gives a measure of nothing', async (name) => {
    await write('hollow.csv', 'x,y\n1,\n2,\n');
    await write('hollow.jsonl', '{"x":1,"y":null}\n{"x":2,"y":null}\n');
    const rows = await open(name);
    const [reply] = await rows.answer([moments({ columns: { y: column('y') } })]);
    expect(reply.kind === 'moments' && [reply.groups[0].moments.n, reply.groups[0].dropped]).toEqual([0, 2]);
    rows.close();
  });
});

describe('a refusal in words', () => {
  const table = 'Give a file that ends in .parquet, .csv, .csv.gz, .tsv, .tsv.gz, .jsonl, .ndjson, .jsonl.gz, .ndjson.gz.';
  const complete = 'Check that the file is complete and that you may read it, or export it again.';

  it('of a file that is not there names the nearest', async () => {
    await write('support.csv', 'x\n1\n');
    expect(await refusal('suport.csv')).toBe('There is no file suport.csv. Did you mean "support.csv"?');
    expect(await refusal('nothing-like-it.parquet')).toBe(
      'There is no file nothing-like-it.parquet. Check the path; paths in a study are relative to its folder.',
    );
    expect(await refusal('no-such-*.parquet')).toBe('There is no file no-such-*.parquet. Check the path; paths in a study are relative to its folder.');
    expect(await refusal('no/such/folder.csv')).toBe('There is no file no/such/folder.csv. Check the path; paths in a study are relative to its folder.');
  });

  it('of a folder, an empty file and an ending that says nothing', async () => {
    await mkdir(at('folder.parquet'), { recursive: true });
    expect(await refusal('folder.parquet')).toBe('folder.parquet is a folder. Name the files in it, such as folder.parquet/*.parquet.');
    await write('empty.csv', '');
    expect(await refusal('empty.csv')).toBe('empty.csv is empty. Export it again, with a header line and rows.');
    await write('notes.txt', 'x\n1\n');
    expect(await refusal('notes.txt')).toBe(`notes.txt is not a table that can be read here. ${table}`);
  });

  it('of a file with no rows', async () => {
    const filters = 'Check the export and its filters.';
    await write('header.csv', 'x,y\n');
    expect(await refusal('header.csv')).toBe(`header.csv has columns but no rows. ${filters}`);
    await write('blank.csv.gz', gzipSync(''));
    expect(await refusal('blank.csv.gz')).toBe(`blank.csv.gz has columns but no rows. ${filters}`);
    await files.run(`copy (select 1 as x limit 0) to '${at('none.parquet')}'`);
    expect(await refusal('none.parquet')).toBe(`none.parquet has columns but no rows. ${filters}`);
  });

  it('of Parquet that is none', async () => {
    await write('text.parquet', 'this is text, and long enough to hold a footer\n');
    expect(await refusal('text.parquet')).toBe(`text.parquet cannot be read: No magic bytes found at end of file 'text.parquet'. ${complete}`);
    await files.run(`copy (select i as x from range(1000) as t(i)) to '${at('whole.parquet')}'`);
    const whole = await readFile(at('whole.parquet'));
    await write('cut.parquet', whole.subarray(0, whole.length - 100));
    expect(await refusal('cut.parquet')).toBe(`cut.parquet cannot be read: No magic bytes found at end of file 'cut.parquet'. ${complete}`);
  });

  it('of CSV that is ragged, cut off or of another encoding names the line', async () => {
    await write('short.csv', 'x,y,z\n1,2,3\n4,5\n');
    expect(await refusal('short.csv')).toBe(`short.csv cannot be read: line 3 has 2 cells, where the header has 3. ${complete}`);
    await write('long.csv', 'x,y,z\n1,2,3\n4,5,6,7\n');
    expect(await refusal('long.csv')).toBe(`long.csv cannot be read: line 3 has 4 cells, where the header has 3. ${complete}`);
    await write('latin.csv', Buffer.from('x,y\n1,2\n1,fa\xE7ade\n', 'latin1'));
    expect(await refusal('latin.csv')).toBe(
      `latin.csv cannot be read: line 3: Invalid unicode (byte sequence mismatch) detected. This file is not utf-8 encoded. ${complete}`,
    );
    await write('packed.csv.gz', gzipSync('x,y\n1,2\n').subarray(0, 12));
    expect(await refusal('packed.csv.gz')).toMatch(
      /^packed.csv.gz cannot be read: .+ Check that the file is complete and that you may read it, or export it again.$/,
    );
  });

  it('of JSONL that is cut off', async () => {
    await write('cut.jsonl', '{"x":1}\n{"x":\n');
    expect(await refusal('cut.jsonl')).toBe(
      `cut.jsonl cannot be read: Malformed JSON in file "cut.jsonl", at byte 7 in line 3: unexpected end of data. ${complete}`,
    );
  });

  it('of files that do not belong together', async () => {
    await write('b.csv', 'x\n1\n');
    await write('c.csv', 'x,z\n1,2\n');
    await write('d.jsonl', '{"x":1}\n');
    expect(await refusal('b.csv', 'd.jsonl')).toBe('b.csv and d.jsonl are of different formats. Name files of one format, or convert the odd ones.');
    const together = 'Name files of the same columns, or bring them together with data.sql.';
    expect(await refusal('b.csv', 'c.csv')).toBe(`b.csv has no column "z", which c.csv has. ${together}`);
    expect(await refusal('c.csv', 'b.csv')).toBe(`b.csv has no column "z", which c.csv has. ${together}`);
    await files.run(`copy (select 1 as x) to '${at('x.parquet')}'`);
    await files.run(`copy (select 1 as z) to '${at('z.parquet')}'`);
    expect(await refusal('x.parquet', 'z.parquet')).toBe(`z.parquet has no column "x", which x.parquet has. ${together}`);
  });

  it('of columns that differ in case only', async () => {
    const rename = 'which a database cannot tell apart. Rename one of them: upper and lower case do not count.';
    await write('twins.csv', 'a,b,A\n1,2,3\n');
    expect(await refusal('twins.csv')).toBe(`twins.csv has two columns "a" and "A", ${rename}`);
    await write('same.csv', 'a,b,a\n1,2,3\n');
    expect(await refusal('same.csv')).toBe(`same.csv has two columns "a" and "a", ${rename}`);
    await write('twins.jsonl', '{"a":1}\n{"A":2}\n');
    expect(await refusal('twins.jsonl')).toMatch(/^twins.jsonl has two columns "[aA]" and "[aA]", which a database cannot tell apart. /);
  });

  it('of no column for its name alone', async () => {
    await write('numbered.csv', 'a,a_1,A_2b\n1,2,3\n');
    expect(Object.keys(await declared('numbered.csv'))).toEqual(['a', 'a_1', 'A_2b']);
    await write('foreign.csv', 'é,É\n1,2\n');
    expect(Object.keys(await declared('foreign.csv'))).toEqual(['é', 'É']);
  });
});

describe('Parquet in parts', () => {
  it('of integers here and fractions there keeps the fractions', async () => {
    await files.run(`copy (select 1 as x) to '${at('number-1.parquet')}'`);
    await files.run(`copy (select 1.5::double as x) to '${at('number-2.parquet')}'`);
    const rows = await open('number-*.parquet');
    const [reply] = await rows.answer([levels({ of: 'x' })]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key }) => key[0])).toEqual(['1', '1.5']);
    rows.close();
  });

  it('that are spoilt after opening fail the round in plain words, never in part', async () => {
    await files.run(`copy (select i as x, i % 2 as arm from range(300000) as t(i)) to '${at('spoilt.parquet')}' (row_group_size 20000)`);
    const rows = await open('spoilt.parquet');
    const bytes = await readFile(at('spoilt.parquet'));
    await write('spoilt.parquet', bytes.subarray(0, 1000));
    const answer = rows.answer([moments({ columns: { x: column('x') }, by: ['arm'] })]);
    await expect(answer).rejects.toThrow(/^The data cannot be queried: /);
    await expect(answer).rejects.toMatchObject({ name: 'EstimandError', code: 'query-failed' });
    rows.close();
  });
});

describe('types', () => {
  it('are made plain: decimals, enumerations, identifiers and times', async () => {
    const values = [
      '1.50::decimal(10,2) as price',
      '7::decimal(20,0) as code',
      "'a'::enum('a', 'b') as kind",
      "uuid '00000000-0000-0000-0000-000000000001' as uuid",
      "date '2026-01-02' as day",
      '0.1::float as single',
      '[1, 2] as list',
      '170141183460469231731687303715884105727::hugeint as huge',
    ];
    await files.run(`copy (select ${values.join(', ')}) to '${at('types.parquet')}'`);
    const rows = await open('types.parquet');
    const keys = ['price', 'code', 'kind', 'uuid', 'day', 'single', 'list'];
    const [grouped, listed, summed] = await rows.answer([
      moments({ columns: {}, by: keys }),
      columns({ columns: { price: column('price') }, keys }),
      moments({ columns: { price: column('price'), code: column('code'), single: column('single') } }),
    ]);
    const texts = ['1.5', '7', 'a', '00000000-0000-0000-0000-000000000001', '2026-01-02', '0.10000000149011612', '[1, 2]'];
    expect(grouped.kind === 'moments' && grouped.groups[0].key).toEqual(texts);
    expect(listed.kind === 'columns' && Object.values(listed.keys).map((key) => key.levels[0])).toEqual(texts);
    expect(summed.kind === 'moments' && [...summed.groups[0].moments.mean]).toEqual([1.5, 7, 0.10000000149011612]);
    await expect(rows.answer([moments({ columns: { day: column('day') } })])).rejects.toThrow(/^Column "day" of .* holds DATE, not numbers. /);
    await expect(rows.answer([levels({ of: { op: 'equals', left: column('day'), right: { op: 'text', value: '2026-01-02' } } })])).rejects.toThrow(
      'Column "day" is a time, where a number or text is needed. Compare text with quoted text and numbers with numbers.',
    );
    rows.close();
  });

  it('of integers beyond 2^53 are keys, and no measures', async () => {
    await files.run(
      `copy (select 9007199254740993 + i as id, 1e17 + i * 1e3 as big, 9007199254740991 - i as edge from range(3) as t(i)) to '${at('wide.parquet')}'`,
    );
    const rows = await open('wide.parquet');
    expect(rows.schema.map(({ name, type }) => [name, type])).toEqual([
      ['id', 'identifier'],
      ['big', 'number'],
      ['edge', 'number'],
    ]);
    const refused =
      /^Column "id" of .* holds integers beyond 2\^53, which a number cannot carry exactly. It looks like an identifier: use it as a key or unit, not as a measure; or rescale it.$/;
    await expect(rows.answer([moments({ columns: { x: column('id') } })])).rejects.toThrow(refused);
    await expect(rows.answer([quantiles({ of: column('id'), at: [0.5] })])).rejects.toThrow(refused);
    await expect(rows.answer([moments({ columns: { x: { op: 'times', left: column('id'), right: column('edge') } } })])).rejects.toThrow(
      'Column "id" is an integer beyond 2^53, where a number is needed. Compare text with quoted text and numbers with numbers.',
    );
    const [reply, one] = await rows.answer([
      levels({ of: 'id' }),
      moments({ columns: { big: column('big') }, where: { op: 'is', of: column('id'), level: '9007199254740995' } }),
    ]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key }) => key[0])).toEqual(['9007199254740993', '9007199254740994', '9007199254740995']);
    expect(one.kind === 'moments' && [one.groups[0].moments.n, one.groups[0].moments.mean[0]]).toEqual([1, 1e17 + 2e3]);
    rows.close();
  });
});
