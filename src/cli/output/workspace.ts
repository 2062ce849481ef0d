import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Disk, disk as realDisk } from './disk.ts';
import { ended, folderName, newOwner } from './owner.ts';
import { settle, sweep } from './settle.ts';
import { expectTargets } from './targets.ts';
import { unwritable } from './unwritable.ts';

/** A folder of a run's own, within the output folder. */
export interface Workspace {
  readonly out: string;
  readonly folder: string;
  /** For what a database puts aside. */
  readonly spill: string;
}

/** Those that are open: what must go when the process is ended in haste. */
const open = new Set<string>();

/**
 * Runs work with a folder of its own in the output folder, which goes away with it; if nothing was written, so do folders that were made for it. First what a
 * killed run left there is put in order, and the places of the files are looked at.
 *
 * Errors  output-unwritable, before any work is done.
 */
export async function withWorkspace<T>(out: string, names: readonly string[], work: (workspace: Workspace) => Promise<T>, disk: Disk = realDisk): Promise<T> {
  const owner = newOwner();
  const made: string[] = [];
  const folder = join(out, folderName(owner));
  const leave = async (): Promise<void> => {
    open.delete(folder);
    await disk.remove(folder);
    for (const path of made.toReversed()) await disk.removeEmpty(path);
  };
  try {
    try {
      await makeFolders(resolve(out), made, disk);
      await settle(out, disk);
      await expectTargets(out, names, disk);
      await disk.makeFolder(folder, 0o700);
      open.add(folder);
    } catch (error) {
      throw unwritable(out, error);
    }
    return await work({ out, folder, spill: join(folder, 'spill') });
  } finally {
    ended(owner);
    // Folders that hold something stay.
    await leave().catch(() => undefined);
  }
}

/** The same for work that writes nothing. */
export async function withSpill<T>(work: (spill: string) => Promise<T>, disk: Disk = realDisk): Promise<T> {
  const owner = newOwner();
  const folder = join(tmpdir(), folderName(owner));
  await sweep(tmpdir(), disk).catch(() => undefined);
  open.add(folder);
  try {
    return await work(folder);
  } finally {
    ended(owner);
    open.delete(folder);
    await disk.remove(folder).catch(() => undefined);
  }
}

/** Removes the folders of all work at once, before the process ends in haste. */
export function discardAll(): void {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
}

/** One level after the other: `recursive` never returns where a file system says that a folder's parent is not there, as /proc does. */
async function makeFolders(folder: string, made: string[], disk: Disk): Promise<void> {
  if (await isFolder(folder, disk)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolders(parent, made, disk);
  const mine = await disk.makeFolder(folder, 0o777).then(
    () => true,
    async (error: unknown) => {
      // Another run may have been quicker.
      if (!(await isFolder(folder, disk))) throw error;
      return false;
    },
  );
  if (mine) made.push(folder);
}

/** An output folder may be a link to one. */
async function isFolder(path: string, disk: Disk): Promise<boolean> {
  const kind = await disk.kindOf(path);
  if (kind === 'file') throw Object.assign(new Error(), { code: 'EEXIST' });
  return kind === 'folder' || (kind === 'other' && (await disk.namesIn(path)).length >= 0);
}
