import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { EstimandError } from '../../errors/estimand-error.ts';

/**
 * A path, with every link in it followed, lies in one of some folders. The first of them is the study's own.
 *
 * Errors  file-outside. Where a link leads is not said.
 */
export async function expectWithin(path: string, folders: readonly string[], shown = path): Promise<void> {
  const real = await realOf(resolve(path));
  const roots = await Promise.all(folders.map((folder) => realOf(resolve(folder))));
  if (roots.some((root) => contains(root, real))) return;
  const linked = folders.some((folder) => contains(resolve(folder), resolve(path)));
  throw new EstimandError('file-outside', { path: shown, folder: folders[0], linked });
}

function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  // A name may begin with dots, as `..data.csv` does.
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The path with links followed as far as it exists, so that a link cannot lead outside. */
async function realOf(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined);
  if (found !== undefined) return found;
  const parent = dirname(path);
  return parent === path ? path : resolve(await realOf(parent), relative(parent, path));
}
