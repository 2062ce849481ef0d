import { stat } from 'node:fs/promises';
import { EstimandError } from '../../errors/estimand-error.ts';

/** What tells a file from another that takes its place, or from itself after a write. */
export interface Identity {
  readonly path: string;
  readonly facts: string;
}

export async function identityOf(path: string): Promise<Identity> {
  const facts = await stat(path, { bigint: true }).then(
    ({ dev, ino, size, mtimeNs, ctimeNs }) => [dev, ino, size, mtimeNs, ctimeNs].join(' '),
    () => 'gone',
  );
  return { path, facts };
}

/** Errors  file-changed. */
export async function expectUnchanged(files: readonly Identity[]): Promise<void> {
  for (const { path, facts } of await Promise.all(files.map(({ path }) => identityOf(path)))) {
    if (files.some((file) => file.path === path && file.facts !== facts)) throw new EstimandError('file-changed', { path, gone: facts === 'gone' });
  }
}
