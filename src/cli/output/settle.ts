import { join } from 'node:path';
import type { Disk } from './disk.ts';
import { ended, folderName, newOwner, type Owner, ownerOf, stateOf } from './owner.ts';
import { foldersOf, isSetName } from './set-name.ts';
import { expectFolder } from './targets.ts';

/** The folder of a set that is whole, and whose files are being moved to their places. */
export const swapFolder = '.estimand-swap';
/** In it, which files there are. */
export const listName = '.files.json';
const minuteMs = 60 * 1000;
const weekMs = 7 * 24 * 60 * 60 * 1000;

/** What a set holds, and whose it is. */
export interface SetList {
  readonly owner: string;
  readonly files: readonly { readonly name: string; readonly size: number }[];
}

/**
 * Puts an output folder in order after a run that was killed. A set that was whole is moved to its places to the end, so that no two runs are mixed; what was
 * not whole goes away.
 */
export async function settle(out: string, disk: Disk): Promise<void> {
  if ((await disk.kindOf(out)) !== 'folder') return;
  const swap = join(out, swapFolder);
  if ((await disk.kindOf(swap)) === 'folder') {
    const list = await listIn(swap, disk);
    const owner = list && ownerOf(list.owner);
    if (owner ? await isOver(owner, swap, disk) : await isNoSet(swap, disk)) {
      if (list) await moveAll(swap, out, list, disk);
      await clear(swap, out, list, disk);
    }
  }
  await sweep(out, disk);
}

/** A set has its list from the first moment on. A folder without one was just taken away by its run, and may be that of the next already, unless it is old. */
async function isNoSet(swap: string, disk: Disk): Promise<boolean> {
  if ((await disk.kindOf(join(swap, listName))) === 'file') return true;
  const changed = await disk.changedAt(swap).catch(() => Number.POSITIVE_INFINITY);
  return Date.now() - changed > minuteMs;
}

/** Takes a set away in one step, so that nobody finds a part of it; the set of another run, which came in between, is put back. */
async function clear(swap: string, out: string, list: SetList | undefined, disk: Disk): Promise<void> {
  const owner = newOwner();
  const aside = join(out, folderName(owner));
  try {
    // Another run may have put it in order meanwhile, and a third have its turn.
    if ((await listIn(swap, disk))?.owner !== list?.owner) return;
    await disk.move(swap, aside);
    const found = await listIn(aside, disk);
    if (found && found.owner !== list?.owner) await disk.move(aside, swap);
    else await disk.remove(aside);
  } catch (error) {
    // Another run was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    ended(owner);
  }
}

/** Removes temporary folders of runs that are over. */
export async function sweep(folder: string, disk: Disk): Promise<void> {
  for (const name of await disk.namesIn(folder)) {
    const owner = ownerOf(name);
    if (owner && (await isOver(owner, join(folder, name), disk))) await disk.remove(join(folder, name)).catch(notOurs);
  }
}

/** A folder for everybody may hold what another user left. */
const notOurs = (): void => undefined;

/** Moves the files of a set to their places; those that are there already have gone before. */
export async function moveAll(swap: string, out: string, { files }: SetList, disk: Disk): Promise<void> {
  const folders = foldersOf(files.map(({ name }) => name)).map((folder) => join(out, folder));
  for (const folder of folders) if ((await expectFolder(folder, disk)) === 'nothing') await disk.makeFolder(folder, 0o777);
  for (const { name } of files) if ((await disk.kindOf(join(swap, name))) === 'file') await disk.move(join(swap, name), join(out, name));
  for (const folder of folders) await disk.sync(folder);
  await disk.sync(out);
}

/** Of another machine a run is taken for over after a week. */
async function isOver(owner: Owner, folder: string, disk: Disk): Promise<boolean> {
  const state = stateOf(owner);
  if (state !== 'elsewhere') return state === 'ended';
  return Date.now() - (await disk.changedAt(folder)) > weekMs;
}

/** Undefined when it is not there, or is none. */
async function listIn(swap: string, disk: Disk): Promise<SetList | undefined> {
  try {
    const list = JSON.parse(await disk.read(join(swap, listName))) as SetList;
    return typeof list.owner === 'string' && list.files.every(({ name }) => typeof name === 'string' && isSetName(name)) ? list : undefined;
  } catch {
    return undefined;
  }
}
