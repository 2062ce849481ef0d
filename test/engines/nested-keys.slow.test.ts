import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenOptions, openFiles, openSql } from '../../src/engines/duckdb/open-files.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { levels } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
  const row = (id: string, version: string, code: string, at: string, probs: string, on: string): string =>
    `{"m": {"id": ${id}, "version": ${version}, "code": "${code}", "at": "${at}", "on": ${on}, "n": ${code.length}, "mixed": ${version}, "list": [{"k": ${id}}]}, "probs": ${probs}}`;
  const rows = [
    row('123456789012345678901234', '1.10', '007', '2026-09-01T09:10:00', '[12345678901234567890123456789012345678901, 0.5]', 'true'),
    row('123456789012345678901235', '1.1', '1.10', '2026-09-01T09:10:01', '[1, 0.25]', 'false'),
    row('5', '2', '0', '2026-09-02T09:10:00', '[]', 'true').replace('"mixed": 2', '"mixed": "2.0"'),
    '{"m": null, "probs": null}',
  ];
  await files.put('rows.jsonl', rows.join('\n'));
  await files.put('rows.json', `[${rows.join(',\n')}]`);
  await files.put('rows.json.gz', gzipSync(`[${rows.join(',')}]`));
  await files.put('run.json', `{"run": {"code": "0042", "id": 77777777777777777777777777}, "results": {"rows": [${rows.join(',')}]}}`);
  await files.put(
    'rows.csv',
    `m,x\n${rows
      .slice(0, 3)
      .map(
        (one) =>
          `"${JSON.stringify(JSON.parse(one).m)
            .replace(/1\.2345\d+e\+?23/g, '123456789012345678901234')
            .replaceAll('"', '""')}",1`,
      )
      .join('\n')}\n`,
  );
  await files.run(
    `copy (select {'id': i + 9007199254740993, 'v': i / 2, 'code': '00' || i} as m, [i, 2 * i] as l from range(3) t(i)) to '${files.at('rows.parquet')}'`,
  );
});
afterAll(() => files.close());

async function seen(open: (options: OpenOptions) => Promise<Relation>, name: string, options: OpenOptions): Promise<readonly string[]> {
  const rows = await open({ ...options, names: [name, ...(options.names ?? [])] });
  try {
    const [reply] = await rows.answer([levels({ of: name })]);
    return [rows.schema.find((column) => column.name === name)!.type, ...(reply.kind === 'moments' ? reply.groups.map(({ key }) => key[0]).toSorted() : [])];
  } finally {
    rows.close();
  }
}
const asKey = (file: string, name: string, options: OpenOptions = {}) =>
  seen((o) => openFiles(files.at(file), { name: file, ...o }), name, { keys: [name], ...options });

const ids = ['123456789012345678901234', '123456789012345678901235', '5'];

describe.each(['rows.jsonl', 'rows.json', 'rows.json.gz'])('names within columns of %s', (file) => {
  it.each([
    ['m.id', ['text', ...ids]],
    ['m.`id`', ['text', ...ids]],
    ['m.list[1].k', ['text', ...ids]],
    ['m.code', ['text', '0', '007', '1.10']],
    ['m.at', ['text', '2026-09-01T09:10:00', '2026-09-01T09:10:01', '2026-09-02T09:10:00']],
    ['probs[1]', ['text', '1', '12345678901234567890123456789012345678901']],
    ['m.on', ['boolean', 'false', 'true']],
    ['m.n', ['number', '1', '3', '4']],
    ['m.mixed', ['text', '1.1', '2.0']],
  ])('are the text that stands in the file: %s', async (name, wanted) => {
    expect(await asKey(file, name)).toEqual(wanted);
  });

  it('that are fractions stay numbers, of which a study warns', async () => {
    expect(await asKey(file, 'm.version')).toEqual(['number', '1.1', '2']);
  });

  it('leave other items of their list what they are', async () => {
    const names = ['probs[2]'];
    expect(await asKey(file, 'probs[2]', { keys: ['probs[1]'], names })).toEqual(['number', '0.25', '0.5']);
    expect((await asKey(file, 'probs[1]', { keys: ['probs[1]'], names }))[0]).toBe('number');
  });
});

describe('names within columns of other files', () => {
  it.each([
    ['run.json', 'm.id', ['text', ...ids]],
    ['run.json', 'm.list[1].k', ['text', ...ids]],
    ['run.json', 'run.id', ['text', '77777777777777777777777777']],
    ['run.json', 'run.code', ['text', '0042']],
    ['run.json', 'm.at', ['text', '2026-09-01T09:10:00', '2026-09-01T09:10:01', '2026-09-02T09:10:00']],
  ])('at a path: %s of %s', async (file, name, wanted) => {
    expect(await asKey(file, name, { at: 'results.rows' })).toEqual(wanted);
  });

  it.each([
    ['rows.csv', 'm.code', ['text', '0', '007', '1.10']],
    ['rows.csv', 'm.on', ['boolean', 'false', 'true']],
    ['rows.csv', 'm.version', ['number', '1.1', '2']],
    ['rows.parquet', 'm.id', ['identifier', '9007199254740993', '9007199254740994', '9007199254740995']],
    ['rows.parquet', 'm.code', ['text', '000', '001', '002']],
    ['rows.parquet', 'm.v', ['number', '0', '0.5', '1']],
  ])('in JSON text, and in Parquet as it declares them: %s of %s', async (file, name, wanted) => {
    expect(await asKey(file, name)).toEqual(wanted);
  });

  it('pass through a query', async () => {
    const query = (sql: string) => (o: OpenOptions) => openSql({ t: files.at('rows.jsonl') }, sql, o);
    expect(await seen(query('select * from t'), 'm.id', { keys: ['m.id'] })).toEqual(['text', ...ids]);
    expect(await seen(query('select m.id as unit from t'), 'unit', { types: { 't.m.id': 'text' } })).toEqual(['text', ...ids]);
    const parquet = (o: OpenOptions) => openSql({ t: files.at('rows.parquet') }, 'select m.id as unit, l[2] as second from t', o);
    expect(await seen(parquet, 'unit', { types: { 't.m.id': 'text' } })).toEqual(['text', '9007199254740993', '9007199254740994', '9007199254740995']);
    expect((await seen(parquet, 'second', { types: { 't.l[2]': 'text' } }))[0]).toBe('text');
  });
});

describe('types that are declared of what lies within columns', () => {
  it.each([
    ['rows.jsonl', 'm.id', 'text', ['text', ...ids], {}],
    ['rows.json', 'm.n', 'text', ['text', '1', '3', '4'], {}],
    ['rows.json', 'm.at', 'timestamp', ['time', '2026-09-01 09:10:00', '2026-09-01 09:10:01', '2026-09-02 09:10:00'], {}],
    ['rows.jsonl', 'm.mixed', 'number', ['number', '1.1', '2'], {}],
    ['run.json', 'run.code', 'number', ['number', '42'], { at: 'results.rows' }],
    ['rows.csv', 'm.mixed', 'number', ['number', '1.1', '2'], {}],
    ['rows.csv', 'm.n', 'text', ['text', '1', '3', '4'], {}],
    ['rows.parquet', 'm.code', 'number', ['number', '0', '1', '2'], {}],
    ['rows.parquet', 'm.id', 'text', ['text', '9007199254740993', '9007199254740994', '9007199254740995'], {}],
    ['rows.parquet', 'l[2]', 'text', ['text', '0', '2', '4'], {}],
  ] as const)('are taken: %s, %s as %s', async (file, name, type, wanted, more) => {
    expect(await asKey(file, name, { keys: [], types: { [name]: type }, ...more })).toEqual(wanted);
  });

  it.each([
    ['rows.jsonl', { 'm.idd': 'text' }, 'data.types gives a type to "m.idd", which is no column. Did you mean "m.id"?'],
    ['rows.parquet', { 'm.idd': 'text' }, 'data.types gives a type to "m.idd", which is no column. Did you mean "m.id"?'],
    ['rows.csv', { 'n.id': 'text' }, 'data.types gives a type to "n.id", which is no column.'],
  ] as const)('must be of what is there: %s', async (file, types, says) => {
    expect(await messageFrom(async () => (await openFiles(files.at(file), { types, names: ['m.id'] })).close())).toContain(says);
  });

  it.each(['rows.jsonl', 'rows.parquet', 'rows.csv'])('that do not fit are told, with the value: %s', async (file) => {
    const says = await messageFrom(async () => {
      const rows = await openFiles(files.at(file), { types: { 'm.code': 'date' }, names: ['m.code'] });
      await rows.answer([levels({ of: 'm.code' })]);
      rows.close();
    });
    expect(says).toMatch(/007|000/);
    expect(says).not.toMatch(/\n\s+at /);
  });
});

describe('odd files', () => {
  beforeAll(async () => {
    const row = (of: object): string => `${JSON.stringify(of)}\n`;
    await files.put(
      'mixed.jsonl',
      row({ a: { x: 1 }, l: [1, 'a', null, { b: 2 }] }) + row({ a: 'text', l: [] }) + row({ a: null, l: null }) + row({ a: [1, 2], l: ['z'] }) + row({}),
    );
    await files.put('empty.jsonl', row({ a: { x: null }, b: null, y: 1 }) + row({ a: {}, b: [], y: 2 }));
    await files.put('quotes.jsonl', row({ 'we"ird': { "it's": '1.10', 'back`tick': 2, 'dot.ted': { '[1]': 3, '': 4 } }, '`q`': { 'a b': 5 }, '': { z: 6 } }));
    await files.put('deep.jsonl', row(Array.from({ length: 60 }).reduce<object>((inner) => ({ k: inner }), { end: '01' })));
    await files.put('half.csv', 'id,p\n1,"{""a"": 1}"\n2,not json\n');
    await files.put('twice.jsonl', row({ m: { Arm: 'A', arm: 'b' } }));
    await files.put('maps.jsonl', Array.from({ length: 300 }, (_, i) => row({ scores: { [`k${i}`]: i, common: `0${i % 3}` } })).join(''));
    await files.put(
      'groups.json',
      JSON.stringify({
        name: 'top',
        'estimand:row': { z: 1 },
        groups: [
          { name: 'g1', rows: [{ x: 1 }] },
          { name: 'g2', rows: [{ x: 2 }, { x: 3 }] },
          { name: 'g3', rows: [] },
        ],
      }),
    );
    await files.put('null-rows.json', JSON.stringify({ rows: [{ a: { x: 1 } }, null, { a: null }] }));
    await files.put('counted.jsonl', row({ m: { at: '1788253800000000000', ms: 1788253800000 } }));
    await files.put('no-rows.json', JSON.stringify({ rows: [] }));
    await files.put(
      'zones.jsonl',
      row({ m: { at: '2026-09-01T09:10:00+02:00' } }) + row({ m: { at: '2026-09-01T09:10:00Z' } }) + row({ m: { at: '2026-09-01 09:10:00' } }),
    );
    await files.put('zones.csv', 'at,day\n2026-09-01T09:10:00+02:00,31/12/2026\n2026-09-01T09:10:00Z,01/12/2026\n');
  });

  it.each([
    ['mixed.jsonl', 'a.x', ['number', '1']],
    ['mixed.jsonl', 'l[1]', ['text', '1', 'z']],
    ['mixed.jsonl', 'l[4].b', ['number', '2']],
    ['empty.jsonl', 'a.x', ['number']],
    ['quotes.jsonl', 'we"ird.it\'s', ['text', '1.10']],
    ['quotes.jsonl', 'we"ird.`back``tick`', ['number', '2']],
    ['quotes.jsonl', 'we"ird.dot.ted.`[1]`', ['number', '3']],
    ['quotes.jsonl', '`q`.a b', ['number', '5']],
    ['deep.jsonl', `${'k.'.repeat(60)}end`, ['text', '01']],
    ['maps.jsonl', 'scores.common', ['text', '00', '01', '02']],
  ])('are read where they can be: %s of %s', async (file, name, wanted) => {
    expect(await asKey(file, name)).toEqual(wanted);
  });

  it.each([
    ['groups.json', 'groups.rows', 'name', ['text', 'g1', 'g2']],
    ['groups.json', 'groups.rows', '`estimand:row`.z', ['number', '1']],
    ['null-rows.json', 'rows', 'a.x', ['number', '1']],
  ])('have rows with what stands beside them, the nearest of a name: %s at %s', async (file, at, name, wanted) => {
    expect(await asKey(file, name, { at })).toEqual(wanted);
  });

  it.each([
    ['half.csv', 'p.a', {}, '"p.a" lies within "p", which is no JSON in 1 row of half.csv: "not json".'],
    ['twice.jsonl', 'm.arm', {}, 'cannot be read: an object holds "arm" twice, if upper and lower case do not count.'],
    ['no-rows.json', 'a', { at: 'rows' }, 'has no list of objects. It has none that is not empty.'],
    ['mixed.jsonl', 'l[1]', { types: { 'l[1]': 'number' } }, 'data.types says that "l[1]" is a number, and it holds "z" on line 4 of '],
    [
      'counted.jsonl',
      'm.at',
      { types: { 'm.at': 'timestamp' } },
      'It looks like a count since 1970: make a time of it in data.sql, make_timestamp_ns(cast("m.at" as bigint)).',
    ],
    ['counted.jsonl', 'm.ms', { types: { 'm.ms': 'timestamp' } }, 'make_timestamp_ms(cast("m.ms" as bigint)).'],
    ['mixed.jsonl', 'l', { types: { l: 'number' } }, 'data.types says that "l" is a number, and it holds "['],
  ] as const)('are errors where they cannot: %s', async (file, name, options, says) => {
    expect(await messageFrom(async () => (await openFiles(files.at(file), { name: file, names: [name], keys: [name], ...options })).close())).toContain(says);
  });

  it.each([
    ['zones.jsonl', 'm.at', 'timestamp', ['2026-09-01 07:10:00+00', '2026-09-01 09:10:00+00']],
    ['zones.csv', 'at', 'timestamp', ['2026-09-01 07:10:00+00', '2026-09-01 09:10:00+00']],
    ['zones.csv', 'day', 'date', ['2026-12-01', '2026-12-31']],
  ] as const)('keep what a time is from UTC: %s', async (file, name, type, wanted) => {
    expect(await asKey(file, name, { keys: [], types: { [name]: type } })).toEqual(['time', ...wanted]);
  });
});
