import { access, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EstimandError } from '../errors/estimand-error.ts';

/** Errors  output-unwritable, before any work is done. Nothing is made yet: the nearest folder that is there must take new files. */
export async function expectWritable(folder: string): Promise<void> {
  try {
    await expectFolder(resolve(folder));
  } catch (error) {
    throw unwritable(folder, error);
  }
}

async function expectFolder(folder: string): Promise<void> {
  const known = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  if (known === undefined) return expectFolder(dirname(folder));
  if (!known.isDirectory()) throw Object.assign(new Error(), { code: 'EEXIST' });
  await access(folder, constants.W_OK);
}

/** Writes files under temporary names and renames them when all are there: never half a file, never half a set. */
export async function writeAll(files: readonly (readonly [path: string, text: string])[]): Promise<void> {
  const temporary = files.map(([path]) => `${path}.${process.pid}.tmp`);
  try {
    for (const folder of new Set(files.map(([path]) => dirname(path)))) await makeFolder(folder);
    for (const [i, [, text]] of files.entries()) await writeFile(temporary[i], text);
    for (const [i, [path]] of files.entries()) await rename(temporary[i], path);
  } catch (error) {
    await Promise.all(temporary.map((path) => rm(path, { force: true })));
    throw unwritable(dirname(files[0][0]), error);
  }
}

/** One level after the other: `recursive` never returns where a file system says that a folder's parent is not there, as /proc does. */
async function makeFolder(folder: string): Promise<void> {
  const known = await stat(folder).catch(() => undefined);
  if (known?.isDirectory()) return;
  const parent = dirname(resolve(folder));
  if (parent !== resolve(folder)) await makeFolder(parent);
  await mkdir(folder);
}

function unwritable(path: string, error: unknown): EstimandError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const why =
    {
      EACCES: 'permission denied',
      EEXIST: 'a file of that name is in the way',
      ENOTDIR: 'a part of the path is a file',
      ENOENT: 'nothing can be made there',
      ENOSPC: 'the disk is full',
      EROFS: 'the disk is read-only',
    }[code] ?? code;
  return new EstimandError('output-unwritable', { path, why });
}
