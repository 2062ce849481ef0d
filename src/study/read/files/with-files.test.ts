import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { folderWith, remove } from '../../../../test/support/command-line.ts';
import { messageFrom } from '../../../../test/support/message-from.ts';
import { smallStudy } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';
import { readStudy } from './read-study.ts';
import { withFiles } from './with-files.ts';

const study = smallStudy.replace('support.parquet', 'rows.csv');
const folder = folderWith({ 'study.yaml': study, 'rows.csv': 'ai,resolved\n0,1\n1,0\n' });
afterAll(() => remove(folder));

async function columnsOf(source: ReturnType<typeof parseStudy>): Promise<readonly string[] | undefined> {
  const rows = await source.open?.();
  rows?.close();
  return rows?.schema.map(({ name }) => name);
}

it('opens what a study names, from the folder of its path', async () => {
  expect(await columnsOf(await readStudy(join(folder, 'study.yaml')))).toEqual(['ai', 'resolved']);
  expect(await columnsOf(withFiles(parseStudy(study, join(folder, 'elsewhere.yaml'))))).toEqual(['ai', 'resolved']);
});

it('opens from the folder that it is given', async () => {
  expect(await columnsOf(withFiles(parseStudy(study), folder))).toEqual(['ai', 'resolved']);
});

it('opens from the working directory without either', async () => {
  const away = withFiles(parseStudy(study.replace('rows.csv', join(folder, 'rows.csv'))));
  expect(await messageFrom(async () => away.open?.())).toContain(`lies outside the folder of the study (${resolve('.')})`);
  expect((await away.open?.({ allowPaths: [folder] }))?.name).toBe(join(folder, 'rows.csv'));
});

it('leaves a study that came from no file as it is', async () => {
  expect(await columnsOf(parseStudy(study, join(folder, 'study.yaml')))).toBeUndefined();
});
