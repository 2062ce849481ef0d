import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { EstimandError } from '../../../errors/estimand-error.ts';
import { nearest } from '../../../errors/nearest.ts';

const mostBytes = 1_000_000;
const isStudyName = (name: string): boolean => /\.ya?ml$/i.test(name);

/**
 * The text of a study file.
 *
 * Errors  file-missing with the nearest name in its folder, study-is-folder, study-too-large, study-not-text, file-unreadable.
 */
export async function readText(path: string): Promise<string> {
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => unreadable(path, error));
  if (info.isDirectory()) throw new EstimandError('study-is-folder', { path, studies: (await namesIn(path)).filter(isStudyName) });
  expectSmall(path, info.size);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => unreadable(path, error));
  // A pipe tells its size only once it is read.
  expectSmall(path, bytes.length);
  return textOf(path, bytes);
}

async function unreadable(path: string, { code }: NodeJS.ErrnoException): Promise<never> {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    throw new EstimandError('file-missing', { path, near: nearest(basename(path), (await namesIn(dirname(path))).filter(isStudyName)) });
  }
  throw new EstimandError('file-unreadable', { path, why: code === 'EACCES' || code === 'EPERM' ? 'permission denied' : (code ?? 'unknown') });
}

function expectSmall(path: string, bytes: number): void {
  if (bytes > mostBytes) throw new EstimandError('study-too-large', { path, bytes, most: mostBytes });
}

function textOf(path: string, bytes: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Not UTF-8: said below.
  }
  throw new EstimandError('study-not-text', { path });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
