import { lstat, mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';

export type Kind = 'nothing' | 'file' | 'folder' | 'other';

/** What is done to a disk, a step at a time. It is handed in, so that a test can stop a run between any two steps. */
export interface Disk {
  /** A link is not followed: it is something other. */
  kindOf(path: string): Promise<Kind>;
  sizeOf(path: string): Promise<number>;
  /** Milliseconds since 1970. */
  changedAt(path: string): Promise<number>;
  namesIn(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<string>;
  /** Fails where there is one. Nobody else may look in. */
  makeFolder(path: string, mode: number): Promise<void>;
  /** A new file, which lies on the disk when this returns. */
  write(path: string, pieces: Iterable<string>): Promise<void>;
  /** The names in a folder lie on the disk when this returns. */
  sync(folder: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  removeEmpty(folder: string): Promise<void>;
}

export const disk: Disk = {
  async kindOf(path) {
    const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!found) return 'nothing';
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  },
  sizeOf: async (path) => (await lstat(path)).size,
  changedAt: async (path) => (await lstat(path)).mtimeMs,
  namesIn: (folder) => readdir(folder),
  read: (path) => readFile(path, 'utf8'),
  makeFolder: async (path, mode) => {
    await mkdir(path, { mode });
  },
  async write(path, pieces) {
    const file = await open(path, 'wx');
    try {
      for (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async sync(folder) {
    // Windows opens no folders.
    const opened = await open(folder).catch(() => undefined);
    await opened?.sync().catch(() => undefined);
    await opened?.close();
  },
  move: rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
  removeEmpty: rmdir,
};
