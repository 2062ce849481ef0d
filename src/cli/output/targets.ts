import { join } from 'node:path';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Disk } from './disk.ts';
import { whyUnwritable } from './unwritable.ts';

/** Errors  output-unwritable where a folder, a link or a device has the name of a file. */
export async function expectTargets(out: string, names: readonly string[], disk: Disk): Promise<void> {
  for (const name of names) {
    const kind = await disk.kindOf(join(out, name));
    if (kind === 'nothing' || kind === 'file') continue;
    throw new EstimandError('output-unwritable', { path: join(out, name), why: whyUnwritable(kind === 'folder' ? 'EISDIR' : 'ELOOP') });
  }
}
