import { randomUUID } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Resources } from '../../relation/resources.ts';

/** Bytes where a disk does not tell what is free. */
const usualDisk = 2 ** 33;

/** What is given, and by default half of the memory and of the free disk, each processor, and a folder of an unpredictable name. */
export async function resourcesOf(given: Resources): Promise<Required<Resources>> {
  const temporary = given.temporary ?? join(tmpdir(), `estimand-${randomUUID()}`);
  return {
    memory: given.memory ?? Math.floor(memoryOf() / 2),
    threads: given.threads ?? availableParallelism(),
    temporary,
    disk: given.disk ?? Math.floor((await freeAt(temporary)) / 2),
  };
}

/** Of the machine, or of the container if that has less. */
function memoryOf(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** Free bytes on the disk of the nearest folder that is there. */
async function freeAt(path: string): Promise<number> {
  const found = await statfs(path).catch(() => undefined);
  if (found) return found.bavail * found.bsize;
  const parent = dirname(path);
  return parent === path ? usualDisk : freeAt(parent);
}
