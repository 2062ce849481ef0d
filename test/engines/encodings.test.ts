import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const csv = 'größe,x\nä,1\nb,2\n';
const json = '{"a":"ä"}\n{"a":"b"}\n';
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

const toUtf8 = (from: string): string => `Save it as UTF-8 (in Excel: CSV UTF-8; in a shell: iconv -f ${from} -t UTF-8).`;
it.each<[string, Buffer, string]>([
  ['marked.csv', utf16(`\uFEFF${csv}`), `marked.csv is in UTF-16. ${toUtf8('UTF-16')}`],
  ['unmarked.csv', utf16('x,y\n1,2\n'), `unmarked.csv is in UTF-16. ${toUtf8('UTF-16')}`],
  ['big.csv', utf16(`\uFEFF${csv}`).swap16(), `big.csv is in UTF-16. ${toUtf8('UTF-16')}`],
  ['wide.jsonl', utf16(`\uFEFF${json}`), `wide.jsonl is in UTF-16. ${toUtf8('UTF-16')}`],
  ['header.csv', Buffer.from(csv, 'latin1'), `header.csv is not in UTF-8: see line 2; it may be in Latin-1 or Windows-1252. ${toUtf8('WINDOWS-1252')}`],
  [
    'late.csv',
    Buffer.from(`g,x\n${'b,2\n'.repeat(3000)}ä,1\n`, 'latin1'),
    `late.csv is not in UTF-8: see line 3,002; it may be in Latin-1 or Windows-1252. ${toUtf8('WINDOWS-1252')}`,
  ],
  ['latin.jsonl', Buffer.from(json, 'latin1'), `latin.jsonl is not in UTF-8; it may be in Latin-1 or Windows-1252. ${toUtf8('WINDOWS-1252')}`],
  ['bom.jsonl', Buffer.from(`\uFEFF${json}`), 'bom.jsonl begins with a byte order mark, which JSON must not have. Save it as UTF-8 without one.'],
  ['bom.json', Buffer.from('\uFEFF[{"a":1}]'), 'bom.json begins with a byte order mark, which JSON must not have. Save it as UTF-8 without one.'],
])('%s is named with its encoding and what to do', async (name, content, says) => {
  await files.put(name, content);
  expect((await messageFrom(async () => (await openFiles(files.at(name))).close())).replaceAll(`${files.folder}/`, '')).toBe(says);
});

it('takes a CSV with a byte order mark', async () => {
  await files.put('bom.csv', `\uFEFF${csv}`);
  const rows = await openFiles(files.at('bom.csv'));
  expect(rows.schema.map(({ name }) => name)).toEqual(['größe', 'x']);
  rows.close();
});
