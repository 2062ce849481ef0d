import { open } from 'node:fs/promises';
import { EstimandError } from '../../errors/estimand-error.ts';

const isJson = (path: string): boolean => /\.(json|jsonl|ndjson)$/i.test(path);
const isText = (path: string): boolean => isJson(path) || /\.(csv|tsv)$/i.test(path);

/**
 * A text file begins as UTF-8 does.
 *
 * Errors  file-encoding, naming UTF-16, and the byte order mark with which JSON cannot begin.
 */
export async function expectUtf8(path: string): Promise<void> {
  if (!isText(path)) return;
  const [a, b, c, d] = await firstBytes(path);
  const marked = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  const spaced = (a === 0) !== (b === 0) && (c === 0) !== (d === 0);
  if (marked || spaced) throw new EstimandError('file-encoding', { path, found: 'UTF-16' });
  if (isJson(path) && a === 0xef && b === 0xbb && c === 0xbf) throw new EstimandError('file-encoding', { path, found: 'mark' });
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(4, 0x20), length: 4 });
    return buffer;
  } finally {
    await file.close();
  }
}

/** Of an account of why text could not be read: that it is no UTF-8, and on which line. */
export function otherEncoding(path: string, why: string): EstimandError | undefined {
  if (!/utf-?8|unicode/i.test(why)) return undefined;
  const line = /\bline (\d+)/.exec(why)?.[1];
  return new EstimandError('file-encoding', { path, found: 'other', ...(line !== undefined && !isJson(path) && { line: Number(line) }) });
}
