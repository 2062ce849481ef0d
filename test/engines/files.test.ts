import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromRows, type RowValue } from '../../src/engines/memory/from-rows.ts';
import { column, greater } from '../../src/expressions/build.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { columns, levels, moments, quantiles, type RowsRequest } from '../../src/relation/requests.ts';
import { expectAgreement } from '../support/agreement.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const open = (...names: readonly string[]): Promise<Relation> => openFiles(names.length === 1 ? files.at(names[0]) : names.map(files.at));

/** The declared type of each column. */
async function declared(...names: readonly string[]): Promise<Record<string, string>> {
  const rows = await open(...names);
  rows.close();
  return Object.fromEntries(rows.schema.map((c) => [c.name, c.declared]));
}

describe('the same rows in any format', () => {
  const texts = ['a', "it's", 'größe', '名前 😀', 'semi; colon, comma', 'line\nbreak', '"quoted"', "'; drop table rows --"];
  const rows: Record<string, RowValue>[] = Array.from({ length: 400 }, (_, i) => ({
    id: 9_007_199_254_740_993n + BigInt(i % 50),
    'x y': i % 7 === 0 ? null : (i % 31) / 8 + 1e8,
    'na"me': texts[i % texts.length],
    Größe: i % 3 === 0,
    count: i % 11,
    half: i % 5 === 4 ? null : 0.5 + (i % 9),
  }));
  const asked: readonly RowsRequest[] = [
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
    await files.put('all.jsonl', lines.join('\n'));
    await files.put('all.ndjson.gz', gzipSync(lines.join('\n')));
    await files.run(`create table everything as select * from read_json('${files.at('all.jsonl')}', format = 'newline_delimited')`);
    const copies = { 'all.csv': '', 'all.csv.gz': '', 'semicolons.csv': ", delim ';'", 'all.tsv': ", delim '\t'", 'all.tsv.gz': ", delim '\t'" };
    for (const [name, options] of Object.entries(copies)) await files.run(`copy everything to '${files.at(name)}' (format csv, header${options})`);
    await files.run(`copy everything to '${files.at('all.parquet')}'`);
    for (const [name, limits] of Object.entries({ 'part-1': 'limit 150', 'part-2': 'offset 150' })) {
      await files.run(`copy (select * from everything ${limits}) to '${files.at(`${name}.parquet`)}'`);
      await files.run(`copy (select * from everything ${limits}) to '${files.at(`${name}.csv`)}' (format csv, header)`);
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
      await files.put('a1.csv', 'x\n1\n2\n');
      await files.put('star.csv', 'x\n1\n2\n');
      await files.put('what.csv', 'x\n1\n2\n');
      await files.put(name, 'x\n7\n');
      const parquet = name.replace('.csv', '.parquet');
      await files.run(`copy (select 7 as x) to '${files.at(parquet).replaceAll("'", "''")}' (format parquet)`);
      for (const one of [name, parquet]) {
        const rows = await open(one);
        const [reply] = await rows.answer([levels({ of: 'x' })]);
        expect(reply.kind === 'moments' && reply.groups.map(({ key }) => key)).toEqual([['7']]);
        rows.close();
      }
    },
  );

  it('that is named twice is read once', async () => {
    await files.put('once.csv', 'x\n1\n2\n');
    const rows = await openFiles([files.at('once.csv'), files.at('once.csv'), files.at('onc*.csv')]);
    const [reply] = await rows.answer([moments({ columns: {} })]);
    expect(reply.kind === 'moments' && reply.groups[0].moments.n).toBe(2);
    rows.close();
  });

  it('of CSV is read by its header, not by a guess from its lines', async () => {
    await files.put('hash.csv', '#a,b\n#1,2\n3,4\n');
    expect(await declared('hash.csv')).toEqual({ '#a': 'VARCHAR', b: 'BIGINT' });
    await files.put('marked.csv', '\uFEFFa;b\r\n1;"x\r\n;y"\r\n');
    expect(await declared('marked.csv')).toEqual({ a: 'BIGINT', b: 'VARCHAR' });
    await files.put('one.tsv', 'a,b\n1,5\n');
    expect(await declared('one.tsv')).toEqual({ 'a,b': 'VARCHAR' });
  });

  it('of CSV keeps leading zeros, and takes an empty cell for unknown, quoted or not', async () => {
    await files.put('zeros.csv', 'code,note\n007,""\n008,\n009,x\n');
    const rows = await open('zeros.csv');
    const [codes, notes] = await rows.answer([levels({ of: 'code' }), levels({ of: 'note' })]);
    expect(codes.kind === 'moments' && codes.groups.map(({ key }) => key[0])).toEqual(['007', '008', '009']);
    expect(notes.kind === 'moments' && [notes.groups.map(({ key }) => key[0]), notes.keyless]).toEqual([['x'], 2]);
    rows.close();
  });

  it('of CSV is of the type that all its rows allow, the last one too', async () => {
    await files.put('late.csv', `x\n${'1\n'.repeat(40_000)}NA\n`);
    const rows = await open('late.csv');
    await expect(rows.answer([moments({ columns: { x: column('x') } })])).rejects.toThrow(
      /^Column "x" of .*late.csv holds VARCHAR, not numbers. Name a numeric or boolean column, or convert it; in a CSV one cell such as "NA" makes a whole column text: leave missing cells empty.$/,
    );
    rows.close();
  });

  it.each(['hollow.csv', 'hollow.jsonl'])('of no values in a column (%s) gives a measure of nothing', async (name) => {
    await files.put('hollow.csv', 'x,y\n1,\n2,\n');
    await files.put('hollow.jsonl', '{"x":1,"y":null}\n{"x":2,"y":null}\n');
    const rows = await open(name);
    const [reply] = await rows.answer([moments({ columns: { y: column('y') } })]);
    expect(reply.kind === 'moments' && [reply.groups[0].moments.n, reply.groups[0].dropped]).toEqual([0, 2]);
    rows.close();
  });

  it('of no column for its name alone', async () => {
    await files.put('numbered.csv', 'a,a_1,A_2b\n1,2,3\n');
    expect(Object.keys(await declared('numbered.csv'))).toEqual(['a', 'a_1', 'A_2b']);
    await files.put('foreign.csv', 'é,É\n1,2\n');
    expect(Object.keys(await declared('foreign.csv'))).toEqual(['é', 'É']);
  });
});
