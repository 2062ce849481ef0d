import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenOptions, openFiles } from '../../src/engines/duckdb/open-files.ts';
import { levels } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

async function seen(file: string, name: string, options: OpenOptions = {}): Promise<readonly string[]> {
  const rows = await openFiles(files.at(file), { name: file, ...options, names: [name, ...(options.names ?? [])] });
  try {
    const [reply] = await rows.answer([levels({ of: name })]);
    const groups = reply.kind === 'moments' ? reply.groups : [];
    return [rows.schema.find((column) => column.name === name)!.type, ...groups.map(({ key, moments: { n } }) => `${key[0]} x ${n}`).toSorted()];
  } finally {
    rows.close();
  }
}

type Value = string | number | boolean | object;
const kindOf = (value: Value): object => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return value;
};
const attributes = (of: Readonly<Record<string, Value>>): readonly object[] => Object.entries(of).map(([key, value]) => ({ key, value: kindOf(value) }));
const line = (row: object): string => `${JSON.stringify(row)}\n`;
const log = (service: string, ...records: readonly Readonly<Record<string, Value>>[]): string =>
  line({
    resourceLogs: [
      {
        resource: { attributes: attributes({ 'service.name': service }) },
        scopeLogs: [
          { scope: { name: `${service}-scope`, version: '1.10' }, logRecords: records.map((record) => ({ time: '1', attributes: attributes(record) })) },
        ],
      },
    ],
  });
const at = 'resourceLogs.scopeLogs.logRecords';

describe('attributes of OpenTelemetry', () => {
  beforeAll(async () => {
    await files.put(
      'logs.jsonl',
      log(
        'a',
        {
          'feature_flag.key': 'rag',
          'user.id': 'u-1',
          tokens: 12,
          score: 0.5,
          mixed: 1,
          ok: true,
          meta: '{"arm": "x/y", "deep": {"n": [1, 2]}}',
          tags: { arrayValue: { values: [{ stringValue: 'p' }, { stringValue: 'q' }] } },
          more: { kvlistValue: { values: attributes({ 'in.side': 'z' }) } },
          'say "hi"': 'quoted',
          "it's": 'one',
          'back`tick': 'two',
          big: { intValue: '9007199254740993' },
          version: { doubleValue: 1.1 },
          either: 'text',
        },
        { 'user.id': 'u-2', tokens: 30, score: 1, mixed: 0.5, ok: false, meta: '{"arm": "b"}', version: 1, either: 7 },
      ) + log('b', {}),
    );
    await files.put(
      'plain.jsonl',
      line({ tags: [{ key: 'arm', value: 'a' }] }) +
        line({
          tags: [
            { key: 'arm', value: 'b' },
            { key: 'n', value: '2' },
          ],
        }) +
        line({ tags: [] }) +
        line({ tags: null }),
    );
    await files.put(
      'twice.jsonl',
      line({ attributes: [...attributes({ arm: 'a' }), ...attributes({ arm: 'b' })] }) + line({ attributes: attributes({ arm: 'a' }) }),
    );
    await files.put('same.jsonl', line({ attributes: [...attributes({ arm: 'a' }), ...attributes({ arm: 'a' })] }));
    await files.put('parts.jsonl', line({ attributes: attributes({ 'user.id': 'u-1', user: '{"id": "json"}' }) }));
    await files.run(`copy (select * from read_json('${files.at('logs.jsonl')}')) to '${files.at('logs.parquet')}'`);
  });

  it.each([
    ['attributes.user.id', ['text', 'u-1 x 1', 'u-2 x 1']],
    ['attributes.`user.id`', ['text', 'u-1 x 1', 'u-2 x 1']],
    ['attributes.feature_flag.key', ['text', 'rag x 1']],
    ['attributes.tokens', ['number', '12 x 1', '30 x 1']],
    ['attributes.score', ['number', '0.5 x 1', '1 x 1']],
    ['attributes.mixed', ['number', '0.5 x 1', '1 x 1']],
    ['attributes.ok', ['boolean', 'false x 1', 'true x 1']],
    ['attributes.either', ['text', '7 x 1', 'text x 1']],
    ['attributes.meta.arm', ['text', 'b x 1', 'x/y x 1']],
    ['attributes.`meta`.deep.n[2]', ['number', '2 x 1']],
    ['attributes.tags[2]', ['text', 'q x 1']],
    ['attributes.more.in.side', ['text', 'z x 1']],
    ['attributes.say "hi"', ['text', 'quoted x 1']],
    ["attributes.it's", ['text', 'one x 1']],
    ['attributes.`back``tick`', ['text', 'two x 1']],
    ['attributes.big', ['identifier', '9007199254740993 x 1']],
    ['resource.attributes.service.name', ['text', 'a x 2', 'b x 1']],
    ['scope.name', ['text', 'a-scope x 2', 'b-scope x 1']],
  ])('are reached by their name: %s', async (name, wanted) => {
    expect(await seen('logs.jsonl', name, { at })).toEqual(wanted);
    expect(await seen('logs.parquet', name, { at })).toEqual(wanted);
  });

  it.each([
    ['attributes.tokens', ['number', '12 x 1', '30 x 1']],
    ['attributes.version', ['number', '1 x 1', '1.1 x 1']],
    ['attributes.big', ['text', '9007199254740993 x 1']],
    ['scope.version', ['text', '1.10 x 3']],
  ])('that are names keep their text where they lose it otherwise: %s', async (name, wanted) => {
    expect(await seen('logs.jsonl', name, { at, keys: [name] })).toEqual(wanted);
  });

  it.each([
    ['attributes.tokens', 'text', ['text', '12 x 1', '30 x 1']],
    ['attributes.either', 'text', ['text', '7 x 1', 'text x 1']],
    ['attributes.big', 'number', ['number', '9007199254740992 x 1']],
  ] as const)('take a type that is declared: %s as %s', async (name, type, wanted) => {
    expect(await seen('logs.jsonl', name, { at, types: { [name]: type } })).toEqual(wanted);
  });

  it.each([
    ['attributes.arm', 'twice.jsonl', '"attributes.arm" has several values in 1 row of twice.jsonl.'],
    ['attributes.user.id', 'parts.jsonl', '"attributes.user.id" names two things in parts.jsonl.'],
  ])('are an error where they are not one value: %s of %s', async (name, file, says) => {
    expect(await messageFrom(() => seen(file, name))).toContain(says);
  });

  it('are one where they are told apart, or say the same twice', async () => {
    expect(await seen('parts.jsonl', 'attributes.`user.id`')).toEqual(['text', 'u-1 x 1']);
    expect(await seen('parts.jsonl', 'attributes.`user`.id')).toEqual(['text', 'json x 1']);
    expect(await seen('same.jsonl', 'attributes.arm')).toEqual(['text', 'a x 1']);
  });

  it('may be plain values too, in lists that are empty or missing', async () => {
    expect(await seen('plain.jsonl', 'tags.arm')).toEqual(['text', 'a x 1', 'b x 1']);
    expect(await seen('plain.jsonl', 'tags.n')).toEqual(['text', '2 x 1']);
  });

  it.each([
    'attributes.',
    'attributes.nobody',
    'attributes.user',
    'attributes..user.id',
    "attributes.x') or true --",
    'attributes.``',
    'attributes.tags[0]',
    'attributes.tags[9]',
    'attributes.tags',
    'attributes.more',
  ])('are none where nothing lies: %s', async (name) => {
    const rows = await openFiles(files.at('logs.jsonl'), { at, names: [name] });
    expect(rows.schema.map((column) => column.name)).not.toContain(name);
    rows.close();
  });

  it('are listed by name in what can be named', async () => {
    const rows = await openFiles(files.at('logs.jsonl'), { name: 'logs.jsonl', at });
    expect(await messageFrom(() => rows.answer([levels({ of: 'attributes.user.idd' })]))).toContain('Did you mean "attributes.user.id"?');
    expect(rows.schema.find((c) => c.name === 'attributes')?.inside).toContain('attributes.`back``tick`');
    expect(rows.schema.find((c) => c.name === 'resource')?.inside).toEqual(['resource.attributes.service.name']);
    rows.close();
  });
});
