import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { column } from '../../src/expressions/build.ts';
import { moments } from '../../src/relation/requests.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

const names = Array.from({ length: 1_200 }, (_, i) => `c${i}`);
const rows = [1, 2, 4].map((value) => names.map((_, i) => (i === 7 ? value : i === 3 ? '007' : 'x')).join(','));

describe('a file of more than a thousand columns', () => {
  it('gives those that are asked for, and knows the names of the others', async () => {
    await files.put('wide.csv', `${[names.join(','), ...rows].join('\n')}\n`);
    const data = await openFiles(files.at('wide.csv'), { names: ['c7', 'c3'], keys: ['c3'] });
    const [reply] = await data.answer([moments({ columns: { x: column('c7') }, by: ['c3'] })]);
    expect(reply).toMatchObject({ groups: [{ key: ['007'], moments: { n: 3, mean: Float64Array.of(7 / 3) } }] });
    expect(data.schema.find(({ name }) => name === 'c7')).toMatchObject({ type: 'number', integer: true, nullable: false });
    expect(data.schema.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(await messageFrom(() => data.answer([moments({ columns: { x: column('c12x') } })]))).toContain('Did you mean "c12"?');
    data.close();
  });

  it('is read whole where nobody says what will be asked for', async () => {
    const data = await openFiles(files.at('wide.csv'));
    expect(data.schema).toHaveLength(names.length);
    const [reply] = await data.answer([moments({ columns: { x: column('c7') } })]);
    expect(reply).toMatchObject({ groups: [{ moments: { n: 3 } }] });
    data.close();
  });

  it('has no two columns of one name, also among those that nobody asks for', async () => {
    await files.put('twice.csv', `${[[...names, 'C5'].join(','), ...rows.map((row) => `${row},x`)].join('\n')}\n`);
    expect(await messageFrom(() => openFiles(files.at('twice.csv'), { names: ['c7'] }))).toContain('"c5" and "C5"');
  });
});
