import { join } from 'node:path';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Disk, Kind } from './disk.ts';
import { foldersOf } from './set-name.ts';
import { whyUnwritable } from './unwritable.ts';

/** Errors  output-unwritable where a folder, a link or a device has the name of a file. */
export async function expectTargets(out: string, names: readonly string[], disk: Disk): Promise<void> {
  for (const folder of foldersOf(names)) await expectFolder(join(out, folder), disk);
  for (const name of names) {
    const kind = await disk.kindOf(join(out, name));
    if (kind === 'nothing' || kind === 'file') continue;
    throw new EstimandError('output-unwritable', { path: join(out, name), why: whyUnwritable(kind === 'folder' ? 'EISDIR' : 'ELOOP') });
  }
}

/** Errors  output-unwritable where a file, a link or a device has the name of a folder of the set: what is moved there must not lead elsewhere. */
export async function expectFolder(folder: string, disk: Disk): Promise<Extract<Kind, 'nothing' | 'folder'>> {
  const kind = await disk.kindOf(folder);
  if (kind === 'nothing' || kind === 'folder') return kind;
  throw new EstimandError('output-unwritable', { path: folder, why: whyUnwritable(kind === 'file' ? 'EEXIST' : 'ELOOP') });
}
