import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { EstimandError } from '../../errors/estimand-error.ts';
import { nestingMeter } from './nesting.ts';

/** Lists and objects within each other, at most: a parser that calls itself for each would overflow its stack. */
const mostNested = 256;

const isPacked = (path: string): boolean => /\.gz$/i.test(path);
const isJson = (path: string): boolean => /\.(json|jsonl|ndjson)(\.gz)?$/i.test(path);

/**
 * A packed file is there to its end, with the checksum and the length that it states; JSON is nested as deep as it can be read.
 *
 * Errors  gzip-cut, json-too-deep.
 */
export async function expectWhole(path: string, signal: AbortSignal | undefined): Promise<void> {
  if (!isPacked(path) && !isJson(path)) return;
  const meter = isJson(path) ? nestingMeter(mostNested) : undefined;
  let tooDeep = false;
  const look = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      tooDeep = meter?.(chunk) ?? false;
      if (tooDeep) return;
    }
  };
  const gunzip = createGunzip();
  const file = createReadStream(path);
  await (isPacked(path) ? pipeline(file, gunzip, look, { signal }) : pipeline(file, look, { signal })).catch((error: NodeJS.ErrnoException) => {
    if (error.code?.startsWith('Z_')) throw new EstimandError('gzip-cut', { path, how: error.code === 'Z_BUF_ERROR' ? 'cut' : 'damaged' });
    // A reader that has seen enough breaks the pipe.
    if (!tooDeep) throw error;
  });
  if (tooDeep) throw new EstimandError('json-too-deep', { path, most: mostNested });
  if (isPacked(path) && gunzip.bytesWritten < (await stat(path)).size) throw new EstimandError('gzip-cut', { path, how: 'followed' });
}
