import { EstimandError } from '../../errors/estimand-error.ts';

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ELOOP: 'it is a link',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'nothing can be made there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EROFS: 'the disk is read-only',
  EBUSY: 'another run writes there',
};

export const whyUnwritable = (code = 'unknown'): string => words[code] ?? code;

/** An error of the disk in words; any other as it is. */
export function unwritable(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof EstimandError || code === undefined) return error;
  return new EstimandError('output-unwritable', { path, why: whyUnwritable(code) });
}
