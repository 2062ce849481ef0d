import { access, constants, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EstimandError } from '../errors/estimand-error.ts';

/** Errors  output-unwritable, before any work is done. */
export async function expectWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Writes files under temporary names and renames them when all are there: never half a file, never half a set. */
export async function writeAll(files: readonly (readonly [path: string, text: string])[]): Promise<void> {
  const temporary = files.map(([path]) => `${path}.${process.pid}.tmp`);
  try {
    for (const folder of new Set(files.map(([path]) => dirname(path)))) await mkdir(folder, { recursive: true });
    for (const [i, [, text]] of files.entries()) await writeFile(temporary[i], text);
    for (const [i, [path]] of files.entries()) await rename(temporary[i], path);
  } catch (error) {
    await Promise.all(temporary.map((path) => rm(path, { force: true })));
    throw unwritable(dirname(files[0][0]), error);
  }
}

function unwritable(path: string, error: unknown): EstimandError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  const why =
    {
      EACCES: 'permission denied',
      EEXIST: 'a file of that name is in the way',
      ENOTDIR: 'a part of the path is a file',
      ENOSPC: 'the disk is full',
      EROFS: 'the disk is read-only',
    }[code] ?? code;
  return new EstimandError('output-unwritable', { path, why });
}
