import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EstimandError } from '../errors/estimand-error.ts';
import { parseResult } from '../study/read/parse-result.ts';
import type { StudySource } from '../study/read/parse-study.ts';
import type { StudyResult } from '../study/result.ts';

/** A result that analyze wrote, which is read as what anybody may have written. */
export const savedResult = async (path: string): Promise<StudyResult> => parseResult(await textOf(path), path);

/** The look before, of the same study: named, or else in the folder that this one is written to. A study that is read once goes on from none. */
export async function lookBefore(
  { study }: StudySource,
  out: string,
  named: string | undefined,
): Promise<{ readonly result: StudyResult; readonly from: string } | undefined> {
  const from = named ?? join(out, 'results.json');
  const result = await savedResult(from).catch((error: unknown) => {
    const isAbsent = error instanceof EstimandError && error.code === 'result-unread';
    // What lies there is of no account to a study that shares no error.
    if (named === undefined && (isAbsent || study.analysis.looks === 'fixed')) return undefined;
    throw error;
  });
  return result?.study.id === study.study ? { result, from } : undefined;
}

const whyUnread: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'permission denied' };

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new EstimandError('result-unread', { path, why: whyUnread[code] ?? code });
  }
}
