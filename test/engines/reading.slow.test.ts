import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, utimes } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nestingMeter } from '../../src/engines/duckdb/nesting.ts';
import { type OpenOptions, openFiles, openSql } from '../../src/engines/duckdb/open-files.ts';
import { column } from '../../src/expressions/build.ts';
import { moments } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

async function meanOf(path: string, name: string, options?: OpenOptions): Promise<readonly [n: number, mean: number]> {
  const rows = await openFiles(path, options);
  try {
    const [reply] = await rows.answer([moments({ columns: { x: column(name) } })]);
    if (reply.kind !== 'moments') throw new Error('no moments');
    return [reply.groups[0].moments.n, reply.groups[0].moments.mean[0]];
  } finally {
    rows.close();
  }
}
const refusal = async (path: string, options?: OpenOptions): Promise<string> =>
  (await messageFrom(() => meanOf(path, 'x', options))).replaceAll(`${files.folder}/`, '').replaceAll(files.folder, '.');

describe('what lies outside is not read', () => {
  beforeAll(async () => {
    for (const folder of ['study', 'study/own', 'outside']) await mkdir(files.at(folder));
    await files.put('outside/secret.csv', 'secret,x\nhunter2,1\nhunter3,2\n');
    await files.put('study/in.csv', 'secret,x\na,1\nb,2\n');
    await files.put('study/own/in.csv', 'secret,x\na,3\nb,5\n');
    await symlink('../outside/secret.csv', files.at('study/link.csv'));
    await symlink('../outside', files.at('study/door'));
    await symlink('own', files.at('study/also-own'));
  });
  const within = () => ({ within: [files.at('study')] });
  const says = (path: string) => `${path} is or passes through a link that leads outside the folder of the study (study). `;
  const mend = 'Put the file itself there, or allow the folder that the link leads to with --allow-path.';

  it('by a link that a glob finds', async () => {
    expect(await refusal(files.at('study/*.csv'), within())).toBe(says('study/link.csv') + mend);
    expect(await refusal(files.at('study/d*/secret.csv'), within())).toBe(says('study/door/secret.csv') + mend);
    const sql = openSql({ t: files.at('study/l*.csv') }, 'select * from t', within());
    await expect(sql).rejects.toMatchObject({ code: 'file-outside' });
    await expect(sql).rejects.not.toThrow(/hunter/);
  });

  it('but links within the folder are followed, and folders that are allowed', async () => {
    expect(await meanOf(files.at('study/a*/in.csv'), 'x', within())).toEqual([2, 4]);
    expect(await meanOf(files.at('study/*.csv'), 'x', { within: [files.at('study'), files.at('outside')] })).toEqual([4, 1.5]);
  });
});

describe('a packed file is read to its end', () => {
  const text = `a,x\n${'1,2\n'.repeat(20_000)}`;
  const packed = gzipSync(text);

  it.each([
    ['cut in the middle', packed.subarray(0, Math.floor(packed.length / 3)), 'ends before its packed data do.'],
    ['cut in its trailer', packed.subarray(0, packed.length - 3), 'ends before its packed data do.'],
    ['cut in its second member', Buffer.concat([packed, packed.subarray(0, packed.length / 2)]), 'ends before its packed data do.'],
    ['with a wrong checksum', Buffer.concat([packed.subarray(0, -8), Buffer.alloc(4), packed.subarray(-4)]), 'is damaged: '],
    ['that is none', Buffer.from(text), 'is damaged: '],
    ['with text behind it', Buffer.concat([packed, Buffer.from('1,2\n')]), 'is damaged: '],
    ['with zeros behind it', Buffer.concat([packed, Buffer.alloc(8)]), 'goes on after the end of its packed data.'],
  ])('%s it is refused', async (_, bytes, says) => {
    await files.put('packed.csv.gz', bytes);
    expect(await refusal(files.at('packed.csv.gz'))).toContain(`packed.csv.gz ${says}`);
  });

  it('in JSON lines too', async () => {
    const lines = gzipSync('{"x":1}\n'.repeat(20_000));
    await files.put('rows.jsonl.gz', lines);
    expect(await meanOf(files.at('rows.jsonl.gz'), 'x')).toEqual([20_000, 1]);
    await files.put('rows.jsonl.gz', lines.subarray(0, lines.length - 20));
    expect(await refusal(files.at('rows.jsonl.gz'))).toContain('rows.jsonl.gz ends before its packed data do.');
  });

  it('in several members', async () => {
    await files.put('members.csv.gz', Buffer.concat([gzipSync('a,x\n1,2\n'), gzipSync('1,4\n')]));
    expect(await meanOf(files.at('members.csv.gz'), 'x')).toEqual([2, 3]);
  });
});

describe('nothing is guessed', () => {
  it('from the names of folders', async () => {
    await mkdir(files.at('x=3'));
    await files.put('x=3/rows.csv', 'a,x\n1,10\n2,20\n');
    await files.put('x=3/rows.jsonl', '{"a":1,"x":10}\n{"a":2,"x":20}\n');
    await files.put('x=3/rows.json', '[{"a":1,"x":10},{"a":2,"x":20}]');
    await files.run(`copy (select i as a, 10 * i as x from range(1, 3) as t(i)) to '${files.at('x=3/rows.parquet')}'`);
    for (const kind of ['csv', 'jsonl', 'json', 'parquet']) {
      expect(await meanOf(files.at(`x=3/rows.${kind}`), 'x'), kind).toEqual([2, 15]);
      expect(await meanOf(files.at(`*=3/rows.${kind}`), 'x'), kind).toEqual([2, 15]);
    }
  });

  it('about which of two numbers is the month', async () => {
    await files.put('days.csv', 'day,iso\n03/04/2026,2026-04-03\n05/04/2026,2026-04-05\n');
    const rows = await openFiles(files.at('days.csv'));
    expect(rows.schema.map(({ name, type }) => [name, type])).toEqual([
      ['day', 'text'],
      ['iso', 'time'],
    ]);
    rows.close();
  });
});

describe('a header is bounded', () => {
  const quick = { timeout: 5_000 };
  it('in bytes', quick, async () => {
    await files.put('long.csv.gz', gzipSync(`a,b,${'c'.repeat(16_000_000)}\n1,2,3\n`));
    expect(await refusal(files.at('long.csv.gz'))).toBe(
      'The first line of long.csv.gz has more than 1,000,000 bytes. A table begins with one line of column names; check that this is one.',
    );
    await files.put('wide.csv', `${Array.from({ length: 500_000 }, (_, i) => `c${i}`).join(',')}\n`);
    expect(await refusal(files.at('wide.csv'))).toContain('The first line of wide.csv has more than 1,000,000 bytes.');
  });

  it('in columns', async () => {
    await files.put('many.csv', `${Array.from({ length: 20_001 }, (_, i) => `c${i}`).join(',')}\n`);
    const most = 'has 20,001 columns; at most 20,000 can be read. Export the columns that the study names.';
    expect(await refusal(files.at('many.csv'))).toBe(`many.csv ${most}`);
    await files.put('many.jsonl', `{${Array.from({ length: 20_001 }, (_, i) => `"c${i}":1`).join(',')}}\n`);
    expect(await refusal(files.at('many.jsonl'))).toBe(`many.jsonl ${most}`);
  });
});

it('lines of JSON may have many columns', async () => {
  await files.put('wide.jsonl', `{${Array.from({ length: 300 }, (_, i) => `"c${i}":${i}`).join(',')}}\n`);
  expect(await meanOf(files.at('wide.jsonl'), 'c7')).toEqual([1, 7]);
});

describe('JSON is bounded in depth', () => {
  it.each(['jsonl', 'json', 'jsonl.gz'])('of .%s', async (ending) => {
    const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const rows = (levels: number): Buffer => Buffer.from(`{"x":1,"y":${nested(levels)}}\n{"x":3,"y":[]}\n`);
    const put = (levels: number) => files.put(`deep.${ending}`, ending.endsWith('gz') ? gzipSync(rows(levels)) : rows(levels));
    await put(200_000);
    expect(await refusal(files.at(`deep.${ending}`))).toBe(
      `deep.${ending} is nested deeper than 256 levels. Export rows with the values that the study names.`,
    );
    await put(100);
    expect(await meanOf(files.at(`deep.${ending}`), 'x')).toEqual([2, 2]);
  });

  it('where brackets within texts are none, wherever the bytes are cut', () => {
    const deeperThan = (most: number, text: string, size: number): boolean => {
      const deeper = nestingMeter(most);
      const bytes = Buffer.from(text);
      return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size)).some((piece) => deeper(piece));
    };
    for (const size of [1, 2, 3, 100]) {
      expect(deeperThan(2, '{"a":["]["]}{"b[[[[":"\\"[[[[\\\\"}[[1]]', size)).toBe(false);
      expect(deeperThan(1, '{"a":["]["]}', size)).toBe(true);
      expect(deeperThan(2, '{"a\\\\":[{"b":1}]}', size)).toBe(true);
      expect(deeperThan(1, ']]]][]{}', size)).toBe(false);
    }
  });
});

describe('a file that changes while it is read', () => {
  const parquet = (name: string, x: string): Promise<void> =>
    files.run(`copy (select ${x}::double as x, i % 2 as arm from range(50000) as t(i)) to '${files.at(name)}' (row_group_size 10000)`);

  it('gives no number where another takes its place between two rounds', async () => {
    await parquet('swapped.parquet', 'i');
    const rows = await openFiles(files.at('swapped.parquet'));
    await rows.answer([moments({ columns: { x: column('x') } })]);
    await parquet('other.parquet', '2 * i');
    await files.put('swapped.parquet', await readFile(files.at('other.parquet')));
    await expect(rows.answer([moments({ columns: { x: column('x') } })])).rejects.toThrow(
      `${files.at('swapped.parquet')} changed while it was read. Run again when nothing writes to it, or on a copy.`,
    );
    rows.close();
  });

  it('is known by more than its time', async () => {
    await parquet('dated.parquet', 'i');
    const then = new Date('2026-01-01');
    await utimes(files.at('dated.parquet'), then, then);
    const rows = await openFiles(files.at('dated.parquet'));
    await files.put('dated.parquet', await readFile(files.at('dated.parquet')));
    await utimes(files.at('dated.parquet'), then, then);
    await expect(rows.answer([moments({ columns: { x: column('x') } })])).rejects.toMatchObject({ code: 'file-changed' });
    rows.close();
  });

  it('is said to be gone where it is', async () => {
    await parquet('gone.parquet', 'i');
    const rows = await openSql({ t: files.at('gone.parquet') }, 'select * from t');
    const [source] = rows.sources;
    await files.run(`copy (select 1) to '${files.at('elsewhere.parquet')}'`);
    await rm(files.at('gone.parquet'));
    await expect(source.answer([moments({ columns: { x: column('x') } })])).rejects.toThrow(/gone.parquet was taken away while it was read. /);
    rows.close();
  });
});

describe('odd names and odd files', () => {
  it('a name may begin with dots', async () => {
    await mkdir(files.at('dots'));
    await files.put('dots/..data.csv', 'x\n1\n3\n');
    await files.put('dots/...csv', 'x\n5\n7\n');
    const within = [files.at('dots')];
    expect(await meanOf(files.at('dots/..data.csv'), 'x', { within })).toEqual([2, 2]);
    expect(await meanOf(files.at('dots/...csv'), 'x', { within })).toEqual([2, 6]);
    expect(await refusal(`${files.at('dots')}/../study/in.csv`, { within })).toContain('lies outside the folder of the study (dots)');
  });

  it.skipIf(process.platform === 'win32')('a pipe is no file', async () => {
    execFileSync('mkfifo', [files.at('pipe.csv')]);
    expect(await refusal(files.at('pipe.csv'))).toBe('pipe.csv is a pipe or a device, not a file. Save the rows as a file and name that.');
  });
});
