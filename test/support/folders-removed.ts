import { afterEach } from 'vitest';
import { folderWith, remove } from './command-line.ts';

/** Makes folders that are removed after each test of the file that asks for them; empty ones where no files are given. */
export function foldersRemoved(): (files?: Readonly<Record<string, string | Buffer>>) => string {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) remove(folder);
  });
  return (files = {}) => {
    const folder = folderWith(files);
    folders.push(folder);
    return folder;
  };
}
