import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenOptions, openFiles, openSql } from '../../src/engines/duckdb/open-files.ts';
import { levels, moments } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const lines = (...rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

/** The type of a name, and its values with their counts. */
async function seen(file: string, name: string, options: OpenOptions = {}): Promise<readonly string[]> {
  const rows = await openFiles(files.at(file), { ...options, names: [name] });
  const [reply] = await rows.answer([levels({ of: name })]);
  rows.close();
  const groups = reply.kind === 'moments' ? reply.groups : [];
  return [rows.schema.find((column) => column.name === name)!.type, ...groups.map(({ key, moments: { n } }) => `${key[0]} x ${n}`)];
}

const failure = (file: string, options: OpenOptions): Promise<string> =>
  messageFrom(async () => (await openFiles(files.at(file), { name: file, ...options })).close()).then((says) => says.replaceAll(`${files.folder}/`, ''));

describe('a column by its path', () => {
  beforeAll(async () => {
    await files.put(
      'nested.jsonl',
      lines(
        {
          id: 1,
          metadata: { arm: 'a', 'case complexity': 2, 'llm.cost': { total: 0.5 }, $flag: true },
          probs: [0.25, 0.75],
          mixed: { response: 'on' },
          scores: [{ v: 3 }],
        },
        {
          id: 2,
          metadata: { arm: 'b', 'case complexity': 2, 'llm.cost': { total: 1.5 }, $flag: false },
          probs: [0.5, 0.5],
          mixed: { response: true },
          scores: [],
        },
      ),
    );
    await files.put(
      'text.csv',
      `id,properties,plain\n1,"{""arm"": ""a"", ""n"": 3, ""deep"": {""x/y"": [1, 2.5]}}",a\n2,"{""arm"": ""b"", ""n"": 4}",b\n3,,c\n`,
    );
    await files.run(`copy (select {'arm': 'a', 'q"x': 7} as s, MAP {'gpt': 0.5} as m, [1, 2] as l) to '${files.at('nested.parquet')}'`);
  });

  it.each([
    ['nested.jsonl', 'metadata.arm', ['text', 'a x 1', 'b x 1']],
    ['nested.jsonl', 'metadata.case complexity', ['number', '2 x 2']],
    ['nested.jsonl', 'metadata.`case complexity`', ['number', '2 x 2']],
    ['nested.jsonl', 'metadata.llm.cost.total', ['number', '0.5 x 1', '1.5 x 1']],
    ['nested.jsonl', 'metadata.$flag', ['boolean', 'false x 1', 'true x 1']],
    ['nested.jsonl', 'probs[1]', ['number', '0.25 x 1', '0.5 x 1']],
    ['nested.jsonl', 'scores[1].v', ['number', '3 x 1']],
    ['nested.jsonl', 'mixed.response', ['text', 'on x 1', 'true x 1']],
    ['text.csv', 'properties.arm', ['text', 'a x 1', 'b x 1']],
    ['text.csv', 'properties.n', ['number', '3 x 1', '4 x 1']],
    ['text.csv', 'properties.deep.x/y[2]', ['number', '2.5 x 1']],
    ['nested.parquet', 's.q"x', ['number', '7 x 1']],
    ['nested.parquet', 'm.gpt', ['number', '0.5 x 1']],
    ['nested.parquet', 'l[2]', ['number', '2 x 1']],
  ])('of %s: %s', async (file, name, wanted) => {
    const [type, ...values] = await seen(file, name);
    expect([type, ...values.toSorted()]).toEqual(wanted);
  });

  it.each(['metadata.nobody', 'probs[0]', 'probs[x]', 'id.x', 'metadata."); drop table rows; --', "metadata.arm' || 'x", 'plain.arm', 'probs.x'])(
    'is none where nothing lies: %s',
    async (name) => {
      const rows = await openFiles([files.at(name.startsWith('plain') ? 'text.csv' : 'nested.jsonl')], { names: [name] });
      expect(rows.schema.map((column) => column.name)).not.toContain(name);
      rows.close();
    },
  );

  it('is named in what can be named instead of the column that holds it', async () => {
    const rows = await openFiles(files.at('nested.jsonl'), { name: 'nested.jsonl' });
    expect(await messageFrom(() => rows.answer([levels({ of: 'arms' })]))).toBe(
      '"arms" is not a column of nested.jsonl. Its columns are "id", "metadata.arm", "metadata.case complexity", "metadata.`llm.cost`.total", "metadata.$flag", "probs[1]", "mixed.response" and "scores[1].v".',
    );
    expect(await messageFrom(() => rows.answer([levels({ of: 'arm' })]))).toContain('Did you mean "metadata.arm"?');
    rows.close();
  });

  it('can be reached in what a query selects', async () => {
    const rows = await openSql({ t: files.at('nested.jsonl') }, 'select metadata, id as n from t', { names: ['metadata.arm'] });
    const [reply] = await rows.answer([moments({ columns: { n: { op: 'column', name: 'n' } }, by: ['metadata.arm'] })]);
    expect(reply.kind === 'moments' && reply.groups.map(({ key }) => key[0]).toSorted()).toEqual(['a', 'b']);
    rows.close();
  });
});

describe('a column and a path of one name', () => {
  beforeAll(async () => {
    await files.put('both.jsonl', lines({ 'metadata.arm': 'column', metadata: { arm: 'field', only: 1 }, 'note.x': 1, note: 'text' }));
    await files.put('exact.csv', 'metadata.arm,note.x,note\ncolumn,1,text\n');
  });

  it('are told apart by backquotes', async () => {
    expect(await failure('both.jsonl', { names: ['metadata.arm'] })).toBe(
      '"metadata.arm" names two things in both.jsonl: a column, and what lies at that path. Write the name of a column or field in backquotes, such as `metadata.arm` for a column of that name, or rename one of them in data.sql.',
    );
    expect(await seen('both.jsonl', '`metadata.arm`')).toEqual(['text', 'column x 1']);
    expect(await seen('both.jsonl', '`metadata`.arm')).toEqual(['text', 'field x 1']);
  });

  it('are no matter where one of them is not there', async () => {
    expect(await seen('exact.csv', 'metadata.arm')).toEqual(['text', 'column x 1']);
    expect(await seen('exact.csv', 'note.x')).toEqual(['number', '1 x 1']);
    expect(await seen('both.jsonl', 'note.x')).toEqual(['number', '1 x 1']);
    expect(await seen('both.jsonl', 'metadata.only')).toEqual(['number', '1 x 1']);
  });
});

describe('a name of composed or decomposed letters', () => {
  it.each(['größe', 'größe'.normalize('NFD')])('finds its column: %s', async (name) => {
    await files.put('letters.csv', `${'größe'.normalize('NFD')},x\n1,2\n`);
    await files.put('composed.csv', 'größe,x\n1,2\n');
    expect(await seen('letters.csv', name)).toEqual(['number', '1 x 1']);
    expect(await seen('composed.csv', name)).toEqual(['number', '1 x 1']);
  });
});

describe('a file of JSON', () => {
  const rows = [
    { arm: 'a', y: 1 },
    { arm: 'b', y: null, extra: 'x' },
  ];
  const nested = { model: 'm-1', run: { id: 7 }, tags: ['x'], results: { version: 3, results: rows, other: [{ z: 1 }] } };
  beforeAll(async () => {
    await files.put('one-line.json', JSON.stringify(rows));
    await files.put('pretty.json', JSON.stringify(rows, null, 2));
    await files.put('packed.json.gz', gzipSync(JSON.stringify(rows)));
    await files.put('nested.json', JSON.stringify(nested, null, 2));
    await files.put('lines.jsonl', lines({ spans: [{ list: rows }] }, { spans: [{ list: [{ arm: 'a', y: 5 }] }, { list: [] }] }));
    await files.put('columns.json', JSON.stringify({ arm: { 0: 'a', 1: 'b' } }));
    await files.put('broken.json', '[{"arm": "a"}, {"arm": ');
  });

  it.each(['one-line.json', 'pretty.json', 'packed.json.gz'])('is read as the list of rows that it holds: %s', async (file) => {
    expect((await seen(file, 'arm')).toSorted()).toEqual(['a x 1', 'b x 1', 'text']);
    expect(await seen(file, 'y')).toEqual(['number', '1 x 1']);
  });

  it('is read at a path, beside what stands at its top', async () => {
    const at = 'results.results';
    expect((await seen('nested.json', 'arm', { at })).toSorted()).toEqual(['a x 1', 'b x 1', 'text']);
    expect(await seen('nested.json', 'model', { at })).toEqual(['text', 'm-1 x 2']);
    expect(await seen('nested.json', 'run.id', { at })).toEqual(['number', '7 x 2']);
    expect(await seen('nested.json', 'z', { at: '`results`.other' })).toEqual(['number', '1 x 1']);
  });

  it('passes through lists on the way, also of JSON lines', async () => {
    expect((await seen('lines.jsonl', 'arm', { at: 'spans.list' })).toSorted()).toEqual(['a x 2', 'b x 1', 'text']);
    expect((await seen('lines.jsonl', 'arm', { at: 'spans[1].list' })).toSorted()).toEqual(['a x 2', 'b x 1', 'text']);
  });

  it('that holds one object asks where the rows are', async () => {
    expect(await failure('nested.json', {})).toBe(
      'nested.json holds one object, not a list of rows. Say in which of its lists the rows lie, with data.at: "results.results" and "results.other".',
    );
    expect(await failure('columns.json', {})).toBe(
      "columns.json holds one object, not a list of rows. Save the rows as one list of objects, [{...}, {...}]; in pandas that is to_json(orient='records').",
    );
  });

  it.each([
    ['results.result', 'Did you mean "results.results"?'],
    ['tags', 'Its lists of objects are "results.results" and "results.other".'],
    ['run', 'Its lists of objects are "results.results" and "results.other".'],
    ["results'; drop table rows; --", 'Its lists of objects are "results.results" and "results.other".'],
  ])('has no rows at %s', async (at, mend) => {
    expect(await failure('nested.json', { at })).toBe(`data.at is "${at}", where nested.json has no list of objects. ${mend}`);
  });

  it('that is cut off is said to be', async () => {
    expect(await failure('broken.json', {})).toMatch(/^broken.json cannot be read: .*/);
  });
});
