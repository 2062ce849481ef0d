import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openFiles, openSql } from '../../src/engines/duckdb/open-files.ts';
import { resourcesOf } from '../../src/engines/duckdb/resources.ts';
import { startDuckDB } from '../../src/engines/duckdb/start.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';
import { messageFrom } from '../support/message-from.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
  await files.put('rows.csv', 'x\n1\n2\n');
});
afterAll(() => files.close());

it('a database keeps to what it is given, and takes half of the machine otherwise', async () => {
  const given = { memory: 300e6, threads: 1, disk: 200e6, temporary: files.at('aside') };
  expect(await resourcesOf(given)).toEqual(given);
  const usual = await resourcesOf({});
  for (const bytes of [usual.memory, usual.disk]) expect(bytes).toBeGreaterThan(1e6);
  expect(usual.temporary).not.toBe((await resourcesOf({})).temporary);

  const { connection, close } = await startDuckDB(given);
  const asked =
    "select name, value from duckdb_settings() where name in ('memory_limit', 'threads', 'temp_directory', 'max_temp_directory_size') order by name";
  expect(await (await connection.run(asked)).getRows()).toEqual([
    ['max_temp_directory_size', '190.7 MiB'],
    ['memory_limit', '286.1 MiB'],
    ['temp_directory', given.temporary],
    ['threads', '1'],
  ]);
  expect(existsSync(given.temporary)).toBe(true);
  close();
  expect(existsSync(given.temporary)).toBe(false);
});

it('what does not fit is said as that', async () => {
  const many = 'select md5(range::varchar) as d from range(3000000)';
  const tight = openSql({ rows: files.at('rows.csv') }, many, { memory: 64e6, disk: 1e6, threads: 1, temporary: files.at('tight') });
  await expect(tight).rejects.toThrow(/^What does not fit into memory does not fit on the disk that may be used either. Give more with --memory or --disk, /);
  expect(existsSync(files.at('tight'))).toBe(false);
});

it('a folder that cannot be made is an error in a sentence', async () => {
  mkdirSync(files.at('folder'));
  await files.put('folder/file', '');
  const temporary = join(files.at('folder'), 'file', 'within');
  expect(await messageFrom(() => openFiles(files.at('rows.csv'), { temporary }))).toBe(
    `No folder for temporary files can be made at ${temporary}: ENOTDIR. Name one that can be written: by --out, or in the environment as TMPDIR.`,
  );
});

it('reading stops where a signal is given, before and while it runs', async () => {
  const stopped = new EstimandError('interrupted', { during: 'a test' });
  await expect(openFiles(files.at('rows.csv'), { signal: AbortSignal.abort(stopped) })).rejects.toBe(stopped);
  const controller = new AbortController();
  const endless = openSql({ rows: files.at('rows.csv') }, 'with recursive t as (select 1 as n union all select n + 1 from t) select n from t', {
    signal: controller.signal,
    temporary: files.at('endless'),
  });
  setTimeout(() => controller.abort(stopped), 200);
  await expect(endless).rejects.toBe(stopped);
  expect(existsSync(files.at('endless'))).toBe(false);
});
