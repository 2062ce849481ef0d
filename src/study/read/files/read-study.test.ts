import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallStudy } from '../../../../test/support/small-study.ts';
import { readStudy } from './read-study.ts';

describe('files', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'estimand-study-'));
    await mkdir(join(folder, 'empty'));
    await writeFile(join(folder, 'study.yaml'), smallStudy);
    await writeFile(join(folder, 'studie.csv'), 'a,b\n');
    await writeFile(join(folder, 'utf16.yaml'), Buffer.from(`\uFEFF${smallStudy}`, 'utf16le'));
    await writeFile(join(folder, 'support.parquet'), Buffer.from('PAR1\0\0\0\x15'));
    await writeFile(join(folder, 'large.yaml'), `# ${'x'.repeat(1_000_000)}\n`);
  });
  const failure = (path: string): Promise<string> =>
    readStudy(path).then(
      () => 'no error',
      (error: Error) => error.message,
    );

  it('reads one', async () => {
    const path = join(folder, 'study.yaml');
    expect(await readStudy(path)).toMatchObject({ path, study: { study: 'assistant' } });
  });

  it('names the nearest study to one that is missing', async () => {
    expect(await failure(join(folder, 'studie.yaml'))).toBe(`There is no file ${folder}/studie.yaml. Did you mean "study.yaml"?`);
    expect(await failure(join(folder, 'study.yaml', 'x'))).toContain(`There is no file ${folder}/study.yaml/x.`);
    expect(await failure(join(folder, 'none', 'study.yaml'))).toContain(`There is no file ${folder}/none/study.yaml.`);
  });

  it('names a study in a folder', async () => {
    expect(await failure(`${folder}/`)).toBe(`${folder}/ is a folder. Name a file in it, such as ${folder}/large.yaml.`);
    expect(await failure(`${folder}/empty`)).toBe(`${folder}/empty is a folder. It holds no .yaml file; name a study file.`);
  });

  it.each(['utf16.yaml', 'support.parquet'])('refuses %s, which is not text in UTF-8', async (name) => {
    const mend = 'Name a study file, and save it as UTF-8; the data are named in it, under data.';
    expect(await failure(join(folder, name))).toBe(`${folder}/${name} is not text in UTF-8. ${mend}`);
  });

  it('refuses more than a study holds', async () => {
    const mend = 'Name a study file; the data are named in it, under data.';
    expect(await failure(join(folder, 'large.yaml'))).toBe(`${folder}/large.yaml holds 1,000,003 bytes; a study file has at most 1,000,000. ${mend}`);
  });
});
