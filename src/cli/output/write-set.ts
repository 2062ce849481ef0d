import { join } from 'node:path';
import { type Disk, disk as realDisk } from './disk.ts';
import { foldersOf } from './set-name.ts';
import { listName, moveAll, type SetList, settle, swapFolder } from './settle.ts';
import { expectTargets } from './targets.ts';
import { unwritable } from './unwritable.ts';
import type { Workspace } from './workspace.ts';

/** A file of a set: its name in the output folder, with at most one folder before it, and its text in pieces. */
export type SetFile = readonly [name: string, pieces: Iterable<string>];

const [triesForSwap, waitMs] = [100, 50];

/**
 * Writes files as one set: all of them or none, and never two runs mixed for longer than it takes to rename them.
 *
 * Model   The set is written in the run's own folder and lies on the disk before one rename of that folder makes it valid; from there its files are moved to
 *         their places. A run that is killed before that rename has written nothing; one that is killed after it is finished by the next.
 * Errors  output-unwritable.
 */
export async function writeSet({ out, folder }: Pick<Workspace, 'out' | 'folder'>, files: readonly SetFile[], disk: Disk = realDisk): Promise<void> {
  const [staged, swap] = [join(folder, 'set'), join(out, swapFolder)];
  try {
    await expectTargets(
      out,
      files.map(([name]) => name),
      disk,
    );
    const list = await stage(staged, files, folder, disk);
    await takeTurn(staged, swap, out, disk);
    await disk.sync(out);
    await moveAll(swap, out, list, disk);
    // In one step: another run may move its set to where a folder is empty, and would be removed with it.
    await disk.move(swap, join(folder, 'moved'));
  } catch (error) {
    throw unwritable(out, error);
  }
}

/** The files and a list of them, on the disk. */
async function stage(staged: string, files: readonly SetFile[], folder: string, disk: Disk): Promise<SetList> {
  await disk.makeFolder(staged, 0o700);
  const folders = foldersOf(files.map(([name]) => name)).map((folder) => join(staged, folder));
  for (const folder of folders) await disk.makeFolder(folder, 0o700);
  const listed: { name: string; size: number }[] = [];
  for (const [name, pieces] of files) {
    let size = 0;
    await disk.write(
      join(staged, name),
      counted(pieces, (bytes) => (size += bytes)),
    );
    if ((await disk.sizeOf(join(staged, name))) !== size) throw Object.assign(new Error(), { code: 'EIO' });
    listed.push({ name, size });
  }
  const list = { owner: folder.slice(folder.lastIndexOf('.estimand-')), files: listed };
  for (const made of folders) await disk.sync(made);
  await disk.write(join(staged, listName), [JSON.stringify(list)]);
  await disk.sync(staged);
  return list;
}

function* counted(pieces: Iterable<string>, add: (bytes: number) => void): Generator<string> {
  for (const piece of pieces) {
    add(Buffer.byteLength(piece));
    yield piece;
  }
}

/** The rename that makes the set valid. Another run that moves its files just then has its turn first. */
async function takeTurn(staged: string, swap: string, out: string, disk: Disk): Promise<void> {
  for (let tries = 0; tries < triesForSwap; tries++) {
    const taken = await disk.move(staged, swap).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
        return false;
      },
    );
    if (taken) return;
    await settle(out, disk);
    await new Promise((resume) => setTimeout(resume, waitMs));
  }
  throw Object.assign(new Error(), { code: 'EBUSY' });
}
